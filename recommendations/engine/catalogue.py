"""The catalogue with small numbers for ids. Tracks, artists and albums are numbered in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Ids, Ints, Items, Labels, named, places
from recommendations.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``artist`` and ``album`` hold a number for each track, -1 for none; ``amounts`` and ``features`` a row."""

    tracks: Ids
    artists: Ids
    albums: Ids
    artist: Ints
    album: Ints
    vocabulary: Vocabulary
    amounts: sp.csr_array
    features: sp.csr_array

    @classmethod
    def of(cls, items: Items, *, features: int) -> Catalogue:
        items = each_once(items)
        vocabulary = Vocabulary.of(items, most=features)
        artists, artist = numbered(items.artist, len(items))
        albums, album = numbered(items.album, len(items))
        amounts = vocabulary.amounts(items)
        return cls(items.track, artists, albums, artist, album, vocabulary, amounts, vocabulary.features(items))

    def __len__(self) -> int:
        return len(self.tracks)


def each_once(items: Items) -> Items:
    """The items in the order of their track ids; of a track given twice, the first."""
    _, chosen = np.unique(items.track, return_index=True)
    return chosen_items(items, chosen)


def chosen_items(items: Items, chosen: Ints) -> Items:
    """The items at these places, in this order."""
    return replace(
        items,
        track=items.track[chosen],
        artist=None if items.artist is None else items.artist[chosen],
        album=None if items.album is None else items.album[chosen],
        released=None if items.released is None else items.released[chosen],
        text=None if items.text is None else [items.text[place] for place in chosen],
        genres=None if items.genres is None else _chosen_labels(items.genres, chosen),
    )


def _chosen_labels(labels: Labels, chosen: Ints) -> Labels:
    lengths = np.diff(labels.starts)[chosen]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    at = np.repeat(labels.starts[:-1][chosen] - starts[:-1], lengths) + np.arange(starts[-1])
    return Labels(starts, labels.names[at], labels.weights[at])


def numbered(column: Ids | None, length: int) -> tuple[Ids, Ints]:
    """The distinct ids of a column, sorted, and the number of each entry's; -1 where there is none."""
    if column is None:
        return np.zeros(0, np.int64), np.full(length, -1, np.int64)
    ids = np.unique(column[named(column)])
    return ids, places(column, ids)
