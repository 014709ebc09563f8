"""Who a list is for: played tracks with weights and ages, and what was declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recommendations.engine.columns import Floats, Ids, Ints, sums
from recommendations.engine.errors import BadColumns

SEEDS = 100
"""Distinct tracks that stand for a listener: the heaviest."""
TEMPER = 0.3
DECLARED_PLAYS = 10
"""After so many plays what was declared counts as much as what was played."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Tracks may repeat; those that no catalogue knows count for nothing.

    ``weights``: 1 a play, more for a like, negative for a skip; play counts are damped to 1 + their logarithm.
    ``ages``: how many plays ago, 0 for the newest; None where there is no order.
    ``genres``, ``moods``: names of genres, or names with weights. ``artists``: ids.
    ``plays``: how many there were in all, where ``tracks`` are only the newest.
    """

    tracks: Ids = field(default_factory=lambda: np.zeros(0, np.int64))
    weights: Floats | None = None
    ages: Floats | None = None
    genres: Sequence[Any] | Mapping[Any, float] = ()
    artists: Sequence[Any] = ()
    moods: Sequence[Any] | Mapping[Any, float] = ()
    plays: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracks", _column(self.tracks))
        for name in ("weights", "ages"):
            if getattr(self, name) is not None:
                values = np.atleast_1d(np.asarray(getattr(self, name), np.float64))
                object.__setattr__(self, name, values)
                if len(values) != len(self.tracks) or not np.isfinite(values).all():
                    raise BadColumns(f"{name} needs a finite number for each track")

    @classmethod
    def from_plays(
        cls, tracks: Sequence[Any] | Ids, weights: Sequence[float] | Floats | None = None, **declared: Any
    ) -> Profile:
        """From plays in the order of time, the newest last."""
        ages = np.arange(len(tracks), dtype=np.float64)[::-1]
        return cls(_column(tracks), None if weights is None else np.asarray(weights, np.float64), ages, **declared)

    @property
    def declares(self) -> bool:
        return bool(len(self.genres) or len(self.artists) or len(self.moods))

    @property
    def declared_share(self) -> float:
        """Of the score: 1 for a newcomer, a half after ten plays."""
        positive = len(self.tracks) if self.weights is None else int((self.weights > 0).sum())
        plays = positive if self.plays is None else self.plays
        return DECLARED_PLAYS / (DECLARED_PLAYS + plays) if self.declares else 0.0

    def features(self) -> dict[str, float]:
        """Declared genres and moods with their weights."""
        found: dict[str, float] = {}
        for declared in (self.genres, self.moods):
            pairs = declared.items() if isinstance(declared, Mapping) else ((name, 1.0) for name in declared)
            for name, weight in pairs:
                found[str(name)] = found.get(str(name), 0.0) + float(weight)
        return found

    def seeds(self, locate: Callable[[Ids], Ints], artist: Ints, half: float) -> tuple[Ints, Floats]:
        """Places, as ``locate`` says, and weights of the tracks that stand for the listener, ordered by place.

        ``artist``: the artist of each place. ``half``: the age, in plays, at which a play counts half.
        """
        at = locate(self.tracks)
        weights = np.ones(len(at)) if self.weights is None else self.weights
        damped = np.sign(weights) * np.log2(1 + np.abs(weights))
        if self.ages is not None:
            damped = damped * (half / (half + np.maximum(self.ages, 0)))
        distinct, group = np.unique(at, return_inverse=True)
        total = sums(group, damped, len(distinct))
        kept = np.flatnonzero((distinct >= 0) & (total != 0))
        heaviest = kept[np.lexsort((distinct[kept], -np.abs(total[kept])))[:SEEDS]]
        heaviest.sort()
        return distinct[heaviest], tempered(total[heaviest], artist[distinct[heaviest]])


def tempered(weights: Floats, artist: Ints) -> Floats:
    """Ten plays of one artist are not ten opinions: what an artist's tracks weigh is divided by a power of the
    artist's share of all. Tracks without an artist, -1, stand each for themselves."""
    size = np.abs(weights)
    known, group = np.unique(artist, return_inverse=True)
    mass = sums(group, size, len(known))[group]
    share = np.where(artist < 0, size, mass) / max(float(size.sum()), 1e-12)
    return weights * share**-TEMPER


def _column(values: Any) -> Ids:
    """An empty list is one of integers, so that it can be compared with any ids."""
    column = np.atleast_1d(np.asarray(values))
    return column if len(column) else np.zeros(0, np.int64)
