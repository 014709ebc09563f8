"""The order of a shuffle: random, with the tracks of one artist spread apart. Plain values, no database."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from uuid import UUID

HELD_BACK = 10
"""A new permutation does not begin with this many of the tracks handed out last."""


@dataclass(frozen=True, slots=True)
class Candidate:
    entry_id: UUID
    artist_id: int


Piles = dict[int, deque[tuple[int, Candidate]]]
"""By artist: candidates with the places they wish for, in that order."""


def permutation(
    candidates: Sequence[Candidate], *, rng: random.Random, heard: Sequence[UUID] = (), after: int | None = None
) -> list[Candidate]:
    """All ``candidates`` in a new order.

    ``heard`` are the last ten entries handed out, newest first: none of them is among the first ten. In a playlist too
    short for that (under 20 tracks) those heard longest ago come first. ``after`` is the artist handed out last.
    """
    order: list[Candidate] = []
    for section in _sections(_spread(candidates, rng), heard[:HELD_BACK]):
        order += apart(section, after=order[-1].artist_id if order else after)
    return order


def _spread(candidates: Iterable[Candidate], rng: random.Random) -> list[Candidate]:
    """Cut the round into as many stretches as an artist has tracks, and put one somewhere into each."""
    by_artist: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_artist.setdefault(candidate.artist_id, []).append(candidate)
    placed = []
    for own in by_artist.values():
        rng.shuffle(own)
        placed += [((number + rng.random()) / len(own), candidate) for number, candidate in enumerate(own)]
    placed.sort(key=lambda pair: pair[0])
    return [candidate for _, candidate in placed]


def _sections(wished: Sequence[Candidate], heard: Sequence[UUID]) -> list[list[Candidate]]:
    """What comes first, next and then: up to ten that were not heard lately, as many heard longer ago as fill up the
    ten, and the rest. The later half of a short playlist is never among the first two."""
    just_heard = set(heard[: len(wished) // 2])
    fresh = [candidate for candidate in wished if heard and candidate.entry_id not in heard][:HELD_BACK]
    older = [candidate for candidate in wished if candidate.entry_id in heard and candidate.entry_id not in just_heard]
    first = [fresh, older[: HELD_BACK - len(fresh)]]
    chosen = {candidate.entry_id for section in first for candidate in section}
    return [*first, [candidate for candidate in wished if candidate.entry_id not in chosen]]


def apart(candidates: Sequence[Candidate], *, after: int | None) -> list[Candidate]:
    """Keep the wished order as far as no artist follows themselves, wherever that can be avoided. O(n log n).

    An artist with more than half of what is left is taken at once, since later there would be too few to stand between.
    """
    piles: Piles = {}
    for wish, candidate in enumerate(candidates):
        piles.setdefault(candidate.artist_id, deque()).append((wish, candidate))
    wishes = [(pile[0][0], artist) for artist, pile in piles.items()]
    sizes = [(-len(pile), artist) for artist, pile in piles.items()]
    heapify(sizes)
    order: list[Candidate] = []
    last = after
    for left in range(len(candidates), 0, -1):
        pressing = _pressing(sizes, piles, left=left, last=last)
        last = _next_wish(wishes, piles, last=last) if pressing is None else pressing
        order.append(piles[last].popleft()[1])
        if pile := piles[last]:
            heappush(wishes, (pile[0][0], last))
            heappush(sizes, (-len(pile), last))
    return order


def _pressing(sizes: list[tuple[int, int]], piles: Piles, *, left: int, last: int | None) -> int | None:
    """The artist that has more than half of what is left, unless they came last."""
    while -sizes[0][0] != len(piles[sizes[0][1]]):
        heappop(sizes)  # outdated: the pile has shrunk since
    size, artist = sizes[0]
    return artist if -size * 2 > left and artist != last else None


def _next_wish(wishes: list[tuple[int, int]], piles: Piles, *, last: int | None) -> int:
    """The artist of the most wished candidate, and not the last one if there is another."""
    first = _current_wish(wishes, piles)
    if first[1] != last:
        return first[1]
    try:
        second = _current_wish(wishes, piles)
    except IndexError:
        return first[1]
    heappush(wishes, first)
    return second[1]


def _current_wish(wishes: list[tuple[int, int]], piles: Piles) -> tuple[int, int]:
    """Raises IndexError when no pile has a wish left."""
    while True:
        wish, artist = heappop(wishes)
        if piles[artist] and piles[artist][0][0] == wish:
            return wish, artist
