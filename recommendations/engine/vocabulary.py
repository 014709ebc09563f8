"""What tracks are like, as numbers: genres, the decade and words, each a feature with a weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommendations.engine.columns import LONGEST_WORD, Floats, Ints, Items, places
from recommendations.engine.rows import empty, from_pairs, unit_rows

DECADE_WEIGHT = 0.3
WORD_WEIGHT = 0.5
"""Beside a genre named once."""
_WORDS = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Feature names, sorted, each with its weight: the rarer a feature, the more it says."""

    names: NDArray[np.str_]
    rarity: Floats

    @classmethod
    def of(cls, items: Items, *, most: int) -> Vocabulary:
        """Of the features of at least two tracks, the ``most`` frequent ones."""
        rows, names, _ = _named_features(items)
        known, codes = np.unique(names, return_inverse=True)
        tracks = np.bincount(np.unique(np.stack([codes, rows]), axis=1)[0], minlength=len(known))
        kept = np.sort(np.argsort(-tracks, kind="stable")[:most])
        kept = kept[tracks[kept] >= min(2, len(items))]
        return cls(known[kept], np.log1p(len(items) / np.maximum(tracks[kept], 1)))

    def amounts(self, items: Items) -> sp.csr_array:
        """How much each track has of each feature, as its tags say: log(1 + weight)."""
        rows, names, weights = _named_features(items)
        columns = places(names, self.names)
        there = columns >= 0
        shape = (len(items), len(self.names))
        if not there.any():
            return empty(*shape)
        table = from_pairs(rows[there], columns[there], weights[there], shape)
        table.data = np.log1p(np.maximum(table.data, 0))
        return sp.csr_array(table)

    def features(self, items: Items) -> sp.csr_array:
        """The same with rare features raised, each track's row of length 1."""
        table = self.amounts(items)
        table.data = table.data * self.rarity[table.indices]
        return unit_rows(table)


def _named_features(items: Items) -> tuple[Ints, NDArray[np.str_], Floats]:
    """Row, name and weight of each feature; a genre's name is the genre's id, the others are marked."""
    parts: list[tuple[Ints, NDArray[np.str_], Floats]] = []
    if items.genres is not None:
        parts.append((items.genres.rows(), items.genres.names, items.genres.weights))
    if items.released is not None:
        dated = np.flatnonzero(~np.isnat(items.released))
        years = items.released[dated].astype("datetime64[Y]").astype(np.int64) + 1970
        names = np.char.add("decade:", (years // 10 * 10).astype(np.str_))
        parts.append((dated, names, np.full(len(dated), DECADE_WEIGHT)))
    if items.text is not None:
        parts.append(_words(items.text))
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.str_), np.zeros(0)
    rows, names, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return rows, names, weights


def _words(texts: Sequence[str]) -> tuple[Ints, NDArray[np.str_], Floats]:
    rows: list[int] = []
    words: list[str] = []
    for row, text in enumerate(texts):
        found = sorted(set(_WORDS.findall((text or "").lower())))
        words += [f"word:{word[:LONGEST_WORD]}" for word in found]
        rows += [row] * len(found)
    return np.array(rows, np.int64), np.array(words, np.str_), np.full(len(rows), WORD_WEIGHT)
