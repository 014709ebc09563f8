"""From scores to a list: what may not be in it, how often an artist may, and the slots kept for new tracks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from recommendations.engine.columns import Floats, Ints, Mask

NEW_POOL = 5
"""New tracks that are drawn from, for each slot."""


class Slot(StrEnum):
    """How a track came into a list."""

    RANKED = "ranked"
    NEW = "new"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Filters:
    """``per_artist`` and ``per_album`` are the most that one of them may have in a list, None for any number.

    ``new_slots`` places of the list are kept for tracks that nobody played yet, drawn with ``seed``.
    ``only``: nothing else may be in the list.
    """

    hidden_tracks: Collection[Any] = ()
    hidden_artists: Collection[Any] = ()
    per_artist: int | None = None
    per_album: int | None = None
    only: Collection[Any] | None = None
    new_slots: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Recommended:
    """``position`` counts from 0. ``propensity`` is how likely the track was to get a slot of its kind: 1 for ranked
    ones, below 1 for drawn ones; what is logged with it can be judged without bias later."""

    track: Any
    score: float
    position: int
    slot: Slot = Slot.RANKED
    propensity: float = 1.0


def best_first(candidates: Ints, scores: Floats, most: int) -> Ints:
    """The ``most`` candidates with the highest scores, best first; of equals the one with the lower number."""
    if most < len(candidates):
        limit = np.partition(scores, len(scores) - most)[len(scores) - most]
        above = scores >= limit
        candidates, scores = candidates[above], scores[above]
    return candidates[np.lexsort((candidates, -scores))[:most]]


def within(group: Ints, most: int | None) -> Mask:
    """Which entries of a list are among the first ``most`` of their group; those of group -1 have none."""
    if most is None:
        return np.ones(len(group), np.bool_)
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-2))
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(begins, np.diff(begins, append=len(group)))
    return (rank < most) | (group < 0)


def slot_positions(slots: int, n: int) -> list[int]:
    """Where the slots for new tracks lie: evenly, and never first."""
    return [(slot + 1) * n // (slots + 1) for slot in range(slots)]


def drawn(pool: Ints, slots: int, seed: int) -> tuple[Ints, float]:
    """So many of the pool, each as likely as any other, in the pool's order; and how likely that was."""
    if len(pool) == 0 or slots <= 0:
        return pool[:0], 0.0
    slots = min(slots, len(pool))
    chosen = np.sort(np.random.default_rng(seed).permutation(len(pool))[:slots])
    return pool[chosen], slots / len(pool)
