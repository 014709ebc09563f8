"""What a trainer reads: listening events and the catalogue, as columns. Ids are integers or strings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommendations.engine.errors import BadColumns

Ids = NDArray[Any]
Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

LONGEST_WORD = 24
"""Characters of a word or genre that are told apart."""


@dataclass(frozen=True, slots=True)
class Events:
    """One entry a play, in any order.

    ``session``: plays of one session share it; None cuts a session wherever a listener paused for half an hour.
    ``weight``: 1 a play, more for a like, a play count where plays were counted; at most 0 is left out.
    ``time``: seconds, or any number that grows with time. Plays of a listener that all have the same time have no
    order, and nothing is learned from what followed what; None means so for everybody.
    """

    listener: Ids
    track: Ids
    session: Ids | None = None
    weight: Floats | None = None
    time: Floats | None = None

    def __post_init__(self) -> None:
        for name in ("listener", "track", "session", "weight", "time"):
            value = getattr(self, name)
            if value is not None:
                kind = np.float64 if name in {"weight", "time"} else None
                object.__setattr__(self, name, np.atleast_1d(np.asarray(value, dtype=kind)))
                _same_length(name, getattr(self, name), self.listener)
        for values in (self.weight, self.time):
            if values is not None and not np.isfinite(values).all():
                raise BadColumns("weights and times are finite numbers")

    def __len__(self) -> int:
        return len(self.track)


@dataclass(frozen=True, slots=True)
class Labels:
    """A list of labels for each row: those of row i are ``names[starts[i]:starts[i + 1]]``, with their weights."""

    starts: Ints
    names: NDArray[np.str_]
    weights: Floats

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any] | dict[Any, float]]) -> Labels:
        """From one list a row, or one dict of label to weight (how often a tag was given, say)."""
        names: list[str] = []
        weights: list[float] = []
        starts = [0]
        for row in rows:
            names += [str(name)[:LONGEST_WORD] for name in row]
            weights += [float(weight) for weight in row.values()] if isinstance(row, dict) else [1.0] * len(row)
            starts.append(len(names))
        return cls(np.array(starts, np.int64), np.array(names, np.str_), np.array(weights, np.float64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Items:
    """The catalogue, one entry a track. A negative number or an empty string stands for no artist or no album.

    ``genres``: a `Labels`, or what `Labels.of` takes. ``released``: dates, NaT where not known. ``text``: any words
    that say what a track is like: title, tags, description.
    """

    track: Ids
    artist: Ids | None = None
    album: Ids | None = None
    genres: Labels | None = None
    released: NDArray[np.datetime64] | None = None
    text: Sequence[str] | None = None

    def __post_init__(self) -> None:
        for name in ("track", "artist", "album"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, np.atleast_1d(np.asarray(getattr(self, name))))
        if self.genres is not None and not isinstance(self.genres, Labels):
            object.__setattr__(self, "genres", Labels.of(self.genres))
        if self.released is not None:
            object.__setattr__(self, "released", np.asarray(self.released, "datetime64[D]"))
        for name in ("artist", "album", "genres", "released", "text"):
            if getattr(self, name) is not None:
                _same_length(name, getattr(self, name), self.track)

    def __len__(self) -> int:
        return len(self.track)


def _same_length(name: str, column: Sized, other: Sized) -> None:
    if len(column) != len(other):
        raise BadColumns(f"{name} has {len(column)} entries for {len(other)}")


def places(ids: Ids, known: Ids) -> Ints:
    """Where each of ``ids`` stands in ``known``, which is sorted; -1 for those that it does not hold."""
    wanted = np.asarray(ids)
    if not len(known) or not len(wanted) or (wanted.dtype.kind in "US") != (known.dtype.kind in "US"):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, -1).astype(np.int64)


def sums(groups: Ints, values: Floats, number: int) -> Floats:
    """The sum of the values of each of so many groups."""
    return np.asarray(np.bincount(groups, values, minlength=number), np.float64)


def named(ids: Ids) -> Mask:
    """Which of some artists or albums are one at all."""
    return (ids != "") if ids.dtype.kind in "US" else (ids >= 0)
