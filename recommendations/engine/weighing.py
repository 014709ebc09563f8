"""Which weights of the tables predict best what listeners played next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Floats, Ints, Mask
from recommendations.engine.evaluation import discounts

POOL = 150
"""Best candidates of each table among which the sums are compared."""
FACTORS = (0.25, 0.5, 0.7, 1.4, 2.0)
ROUNDS = 2
WORTH = 1.002
"""A change has to raise the gain by this factor, or it is chance."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A listener to predict: the weights of their seeds, what they heard, and what they played next."""

    seeds: Ints
    weights: Floats
    heard: Ints
    relevant: Ints


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates for one listener: a row of scores a table, which are right, and the best possible gain."""

    scores: Floats
    right: Mask
    ideal: float


def pool_of(rows: list[sp.csr_array], asked: Asked) -> Pool:
    dense = np.concatenate([row.toarray() for row in rows])
    dense[:, asked.heard] = 0
    most = min(POOL, dense.shape[1])
    best = np.unique(np.argpartition(-dense, most - 1, axis=1)[:, :most])
    ideal = float(discounts(len(asked.relevant)).sum())
    return Pool(dense[:, best], np.isin(best, asked.relevant), ideal)


def gain(pools: Sequence[Pool], weights: Floats) -> float:
    """The mean NDCG of the sums with these weights."""
    total = 0.0
    for pool in pools:
        scores = weights @ pool.scores
        first = np.argsort(-scores, kind="stable")[: len(discounts())]
        hits = pool.right[first] & (scores[first] > 0)
        total += float(discounts(len(first))[hits].sum()) / pool.ideal
    return total / max(len(pools), 1)


def climbed(aims: Sequence[Sequence[Pool]], weights: Floats) -> Floats:
    """One weight after the other is multiplied by whatever raises the sum of the gains most."""

    def worth(tried: Floats) -> float:
        return sum(gain(pools, tried) for pools in aims)

    best = worth(weights)
    for _ in range(ROUNDS):
        before = weights
        for place in range(len(weights)):
            for factor in FACTORS:
                tried = weights.copy()
                tried[place] = before[place] * factor
                found = worth(tried)
                if found > best * WORTH:
                    best, weights = found, tried
        if weights is before:
            break
    return weights
