"""Tracks that came after the training: rows of content for them, added to a model without touching it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from recommendations.engine import artefact, versions
from recommendations.engine.catalogue import chosen_items, each_once, numbered
from recommendations.engine.columns import Floats, Ids, Ints, Items, places
from recommendations.engine.content import weight_of_popularity
from recommendations.engine.rows import best_of_rows, empty, from_pairs, scaled_columns, stacked, unit_rows
from recommendations.engine.tuning import Table

if TYPE_CHECKING:
    from recommendations.engine.model import Model

_NAME = "arrivals-"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """``artist`` and ``album`` are the model's numbers, -1 where the model has none. ``neighbours``: new x old tracks;
    ``features``: new tracks x the model's features."""

    tracks: Ids
    artist: Ints
    album: Ints
    features: sp.csr_array
    neighbours: sp.csr_array

    def __len__(self) -> int:
        return len(self.tracks)

    def save(self, version: Path) -> Path:
        """Beside the arrays of the model they belong to; loaded with it from now on."""
        arrays = {"tracks": self.tracks, "artist": self.artist, "album": self.album}
        for name in ("features", "neighbours"):
            table: sp.csr_array = getattr(self, name)
            arrays |= {f"{name}_starts": table.indptr, f"{name}_columns": table.indices, f"{name}_values": table.data}
        versions.sweep(version)
        while True:
            number = max((int(path.name.removeprefix(_NAME)) for path in version.glob(f"{_NAME}*")), default=0) + 1
            facts = {"widths": [self.features.shape[1], self.neighbours.shape[1]]}
            try:
                return artefact.write(version / f"{_NAME}{number:06}", arrays, facts)
            except FileExistsError:
                continue


def content_rows(model: Model, items: Items) -> Arrivals:
    """Rows for the items that the model does not hold yet, from album, artist and features."""
    items = each_once(items)
    items = chosen_items(items, np.flatnonzero(places(items.track, model.tracks) < 0))
    artist, album = _known(items.artist, model.artists, len(items)), _known(items.album, model.albums, len(items))
    features = model.vocabulary.features(items)
    weight = weight_of_popularity(model.popularity, model.config)
    tables = {
        Table.ALBUM: _members(album, model.album[: len(model)], weight),
        Table.ARTIST: sp.csr_array(_rows_of(model.artist_leaders, artist)),
        Table.FEATURES: sp.csr_array(features @ model.feature_leaders),
    }
    total = empty(len(items), len(model))
    for name, table in tables.items():
        best = best_of_rows(table, model.config.neighbours)
        best = unit_rows(best)
        total = sp.csr_array(total + scaled_columns(best, np.full(len(model), model.config.weight(name))))
    return Arrivals(items.track, artist, album, features, best_of_rows(total, model.config.neighbours))


def _known(column: Ids | None, known: Ids, length: int) -> Ints:
    ids, number = numbered(column, length)
    return np.append(places(ids, known), -1)[number]


def _members(group: Ints, of_track: Ints, weight: Floats) -> sp.csr_array:
    found = [np.flatnonzero(of_track == each) if each >= 0 else np.zeros(0, np.int64) for each in group]
    rows = np.repeat(np.arange(len(group)), [len(each) for each in found])
    columns = np.concatenate(found) if found else np.zeros(0, np.int64)
    return from_pairs(rows, columns, weight[columns], (len(group), len(of_track)))


def _rows_of(table: sp.csr_array, numbers: Ints) -> sp.csr_array:
    """The rows with these numbers; an empty one for -1."""
    there = np.flatnonzero(numbers >= 0)
    pick = sp.csr_array(
        (np.ones(len(there), np.float32), (there, numbers[there])), shape=(len(numbers), table.shape[0])
    )
    return sp.csr_array(pick @ table)


def load(version: Path) -> list[Arrivals]:
    """All that was saved beside a model. Raises ModelUnreadable."""
    found = []
    for folder in sorted(version.glob(f"{_NAME}*")):
        arrays, header = artefact.read(folder)
        height = len(arrays["tracks"])
        tables = [
            sp.csr_array(
                (arrays[f"{name}_values"], arrays[f"{name}_columns"], arrays[f"{name}_starts"]), shape=(height, width)
            )
            for name, width in zip(("features", "neighbours"), header["widths"], strict=True)
        ]
        found.append(Arrivals(arrays["tracks"], arrays["artist"], arrays["album"], *tables))
    return found


def joined(parts: Sequence[Arrivals]) -> Arrivals:
    """All of them as one, each track once."""
    tracks, chosen = np.unique(np.concatenate([part.tracks for part in parts]), return_index=True)
    columns = {field.name: [getattr(part, field.name) for part in parts] for field in fields(Arrivals)}
    tables = [stacked(columns[name], columns[name][0].shape[1])[chosen] for name in ("features", "neighbours")]
    artist, album = (np.concatenate(columns[name])[chosen] for name in ("artist", "album"))
    return Arrivals(tracks, artist, album, *tables)
