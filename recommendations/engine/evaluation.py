"""Measures of ranked lists against what listeners really played next. Nothing is sampled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from recommendations.engine.columns import Floats, Ids

LIST = 20
_DISCOUNTS = 1 / np.log2(np.arange(2, LIST + 2))


def discounts(most: int = LIST) -> Floats:
    """What a hit at each of the first places counts, of at most 20."""
    return _DISCOUNTS[:most]


def recall(ranked: Ids, relevant: Ids) -> float:
    """Hits among the first 20, of as many as there could be."""
    return float(np.isin(ranked[:LIST], relevant).sum() / min(LIST, len(relevant)))


def ndcg(ranked: Ids, relevant: Ids) -> float:
    """Discounted gain of the first 20, a track being relevant or not, of the best possible."""
    hits = np.isin(ranked[:LIST], relevant)
    return float(discounts(len(hits))[hits].sum() / discounts(len(relevant)).sum())


@dataclass(slots=True)
class Tally:
    """Adds up lists. ``catalogue`` is the number of tracks that could have been recommended, ``half_a`` holds the
    listeners of one half."""

    catalogue: int
    half_a: Collection[int] = ()
    listeners: list[int] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    surprises: list[float] = field(default_factory=list)
    shown: set[object] = field(default_factory=set)

    def add(self, ranked: Ids, relevant: Ids, shares: Sequence[float], listener: int = -1) -> None:
        """``shares``: of the listeners of the training, how many played each recommended track."""
        self.listeners.append(listener)
        self.recalls.append(recall(ranked, relevant))
        self.gains.append(ndcg(ranked, relevant))
        self.shown.update(ranked[:LIST].tolist())
        if len(shares):
            self.surprises.append(float(-np.log2(np.maximum(shares, 1e-9)).mean()))

    @property
    def ndcg(self) -> float:
        return float(np.mean(self.gains)) if self.gains else 0.0

    @property
    def of_half_a(self) -> float:
        return self._gain_where(among=True)

    @property
    def of_half_b(self) -> float:
        return self._gain_where(among=False)

    def _gain_where(self, *, among: bool) -> float:
        asked = zip(self.gains, self.listeners, strict=True)
        gains = [gain for gain, listener in asked if (listener in self.half_a) == among]
        return float(np.mean(gains)) if gains else 0.0

    @property
    def recall(self) -> float:
        return float(np.mean(self.recalls)) if self.recalls else 0.0

    @property
    def coverage(self) -> float:
        """Of the catalogue, what was in anybody's list."""
        return len(self.shown) / self.catalogue if self.catalogue else 0.0

    @property
    def novelty(self) -> float:
        """Mean bits of surprise, -log2 of the share of listeners who know a recommended track."""
        return float(np.mean(self.surprises)) if self.surprises else 0.0

    @property
    def uncertainty(self) -> float:
        """Standard error of the NDCG over listeners."""
        return float(np.std(self.gains) / np.sqrt(len(self.gains))) if self.gains else 0.0
