"""From events and a catalogue to a model on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommendations.engine import versions
from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Events, Floats, Items
from recommendations.engine.content import (
    feature_leaders,
    membership,
    neighbours_by_features,
    neighbours_by_group,
    weight_of_popularity,
)
from recommendations.engine.listeners import is_solved, neighbours_by_listeners
from recommendations.engine.plays import Plays
from recommendations.engine.rows import best_of_rows, empty, scaled_columns
from recommendations.engine.sequence import neighbours_by_sequence
from recommendations.engine.summing import TABLES, summed
from recommendations.engine.tuning import Config, Table

Progress = Callable[[str, float], None]
"""Is told what begins, and which share of the work (0 to 1) is done."""

DAY = 86_400.0
ARTIST_TRACKS = 50


def _silence(what: str, share: float) -> None:
    """Where nobody watches."""


class Trainer(Protocol):
    """What makes a model. Implementations write the same artefact from the same columns."""

    def fit(self, events: Events, items: Items, directory: Path | str, progress: Progress | None = None) -> Path:
        """Writes a new version below ``directory`` and returns its folder."""


class LocalTrainer:
    """Trains in this process, on one core, in memory that is bounded by blocks."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def fit(self, events: Events, items: Items, directory: Path | str, progress: Progress | None = None) -> Path:
        """Writes a new version below ``directory``, returns its folder. It serves once `versions.publish` says so."""
        tell = progress or _silence
        config = self.config
        tell("reading", 0.0)
        catalogue = Catalogue.of(items, features=config.features_kept)
        plays = Plays.of(events, catalogue.tracks, config)
        matrix = plays.matrix(len(catalogue), config.listener_tracks)
        popularity = np.bincount(matrix.indices, minlength=len(catalogue))
        weight = weight_of_popularity(popularity, config)
        neighbours = summed(self._tables(catalogue, plays, matrix, weight, tell), config)
        tell("writing", 0.95)
        arrays: dict[str, NDArray[Any]] = {
            "neighbour_starts": neighbours.starts,
            "neighbours": neighbours.tracks,
            "weights": neighbours.weights,
            "sources": neighbours.source,
            "popularity": popularity.astype(np.int64),
            "trending": _trending(plays, len(catalogue), config),
            **_catalogue_arrays(catalogue, weight, config),
        }
        path = versions.add(Path(directory), arrays, _facts(config, plays, catalogue))
        tell("done", 1.0)
        return path

    def _tables(
        self, catalogue: Catalogue, plays: Plays, matrix: sp.csr_array, weight: Floats, tell: Progress
    ) -> dict[Table, sp.csr_array]:
        config, size = self.config, len(catalogue)
        work: dict[Table, Callable[[], sp.csr_array]] = {
            Table.LISTENERS: lambda: neighbours_by_listeners(matrix, catalogue.amounts, config),
            Table.SEQUENCE: lambda: neighbours_by_sequence(plays, size, config),
            Table.ALBUM: lambda: neighbours_by_group(catalogue.album, len(catalogue.albums), weight, config),
            Table.ARTIST: lambda: neighbours_by_group(catalogue.artist, len(catalogue.artists), weight, config),
            Table.FEATURES: lambda: neighbours_by_features(catalogue, weight, config),
        }
        tables = {}
        for done, (name, make) in enumerate(work.items()):
            tell(name.value, 0.05 + 0.17 * done)
            wanted = config.weight(name) > 0 and not (name is Table.FEATURES and self._has_features(matrix))
            tables[name] = make() if wanted else empty(size, size)
        return tables

    def _has_features(self, matrix: sp.csr_array) -> bool:
        """Whether the table of listeners holds the features already."""
        return self.config.weight(Table.LISTENERS) > 0 and is_solved(matrix, self.config)


def _trending(plays: Plays, tracks: int, config: Config) -> NDArray[np.float32]:
    """Plays, each fading with its age. All 0 where times do not span a day."""
    span = np.ptp(plays.time) if len(plays) else 0.0
    if span < DAY:
        return np.zeros(tracks, np.float32)
    kept = plays.without_repeats(config.listener_repeats)
    fading = 0.5 ** ((plays.time.max() - kept.time) / (config.trend_days * DAY))
    return np.bincount(kept.track, fading, minlength=tracks).astype(np.float32)


def _catalogue_arrays(catalogue: Catalogue, weight: Floats, config: Config) -> dict[str, NDArray[Any]]:
    by_artist = scaled_columns(sp.csr_array(membership(catalogue.artist, len(catalogue.artists)).T), weight)
    return {
        "tracks": catalogue.tracks,
        "artists": catalogue.artists,
        "albums": catalogue.albums,
        "artist": catalogue.artist.astype(np.int32),
        "album": catalogue.album.astype(np.int32),
        "feature_names": catalogue.vocabulary.names,
        "feature_rarity": catalogue.vocabulary.rarity,
        **_sparse_arrays("features", catalogue.features),
        **_sparse_arrays("feature_leaders", feature_leaders(catalogue, weight, config)),
        **_sparse_arrays("artist_leaders", best_of_rows(by_artist, ARTIST_TRACKS)),
    }


def _sparse_arrays(name: str, table: sp.csr_array) -> dict[str, NDArray[Any]]:
    index = np.int32 if table.nnz < 2**31 else np.int64  # both the same, or they are copied when read
    return {
        f"{name}_starts": table.indptr.astype(index),
        f"{name}_columns": table.indices.astype(index),
        f"{name}_values": table.data.astype(np.float32),
    }


def _facts(config: Config, plays: Plays, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "config": asdict(config),
        "tables": [table.value for table in TABLES],
        "counts": {
            "tracks": len(catalogue),
            "plays": len(plays),
            "listeners": int(plays.listener.max(initial=-1)) + 1,
        },
        "trained_until": float(plays.time.max()) if len(plays) else None,
    }
