"""Measures of ranked lists against what listeners really played next. Nothing is sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from recommendations.engine.columns import Ids

LIST = 20
_DISCOUNT = 1 / np.log2(np.arange(2, LIST + 2))


def recall(ranked: Ids, relevant: Ids) -> float:
    """Hits among the first 20, of as many as there could be."""
    return float(np.isin(ranked[:LIST], relevant).sum() / min(LIST, len(relevant)))


def ndcg(ranked: Ids, relevant: Ids) -> float:
    """Discounted gain of the first 20, a track being relevant or not, of the best possible."""
    hits = np.isin(ranked[:LIST], relevant)
    return float(_DISCOUNT[: len(hits)][hits].sum() / _DISCOUNT[: min(LIST, len(relevant))].sum())


@dataclass(slots=True)
class Tally:
    """Adds up lists. ``catalogue`` is the number of tracks that could have been recommended."""

    catalogue: int
    recalls: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    surprises: list[float] = field(default_factory=list)
    shown: set[object] = field(default_factory=set)

    def add(self, ranked: Ids, relevant: Ids, shares: Sequence[float]) -> None:
        """``shares``: of the listeners of the training, how many played each recommended track."""
        self.recalls.append(recall(ranked, relevant))
        self.gains.append(ndcg(ranked, relevant))
        self.shown.update(ranked[:LIST].tolist())
        if len(shares):
            self.surprises.append(float(-np.log2(np.maximum(shares, 1e-9)).mean()))

    @property
    def ndcg(self) -> float:
        return float(np.mean(self.gains)) if self.gains else 0.0

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
