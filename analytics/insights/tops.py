"""What a listener heard most: tracks, artists, albums, genres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.insights.heard import Heard
from analytics.rollups.packed import Numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """``key`` is the primary key of what was played; ``tracks`` how many different ones of it."""

    key: int
    plays: int
    played_ms: int
    tracks: int = 1


class Tops:
    """Of tracks that were played; those that were only skipped are in no list."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def tracks(self, limit: int) -> list[Counted]:
        return self._most(self._keys, limit)

    def artists(self, limit: int) -> list[Counted]:
        return self._most(self._heard.artist[self._places], limit)

    def albums(self, limit: int) -> list[Counted]:
        return self._most(self._heard.album[self._places], limit)

    def genres(self, limit: int) -> list[Counted]:
        return self._most(self._heard.genre[self._places], limit)

    @cached_property
    def _sums(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Each track once, where it was heard first, its plays and ms."""
        heard = self._heard
        keys, places, which = np.unique(heard.track, return_index=True, return_inverse=True)
        plays, ms = added_up(which, heard.plays, len(keys)), added_up(which, heard.played_ms, len(keys))
        played = plays > 0
        return keys[played], places[played], plays[played], ms[played]

    @property
    def _keys(self) -> Numbers:
        return self._sums[0]

    @property
    def _places(self) -> Numbers:
        return self._sums[1]

    def _most(self, of: Numbers, limit: int) -> list[Counted]:
        """By plays, then by how long, then by key, so that the order is always the same."""
        _, _, plays, ms = self._sums
        keys, which, tracks = np.unique(of, return_inverse=True, return_counts=True)
        plays, ms = added_up(which, plays, len(keys)), added_up(which, ms, len(keys))
        best = [place for place in np.lexsort((keys, -ms, -plays))[: limit + 1] if keys[place]]
        columns = (column[best[:limit]].tolist() for column in (keys, plays, ms, tracks))
        return [Counted(*row) for row in zip(*columns, strict=True)]


def added_up(which: Numbers, numbers: Numbers, count: int) -> Numbers:
    """The numbers of each of ``count`` places; ``which`` says for each number where it belongs."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, which, numbers)
    return sums


def different(keys: Numbers) -> int:
    return len(np.unique(keys))
