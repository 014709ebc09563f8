"""Lists in which nobody is heard more than twice in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from catalogue.models import Track

IN_A_ROW = 2
"""Tracks by one artist that may follow each other."""


def spread(tracks: Sequence[Track], *, limit: int, after: Sequence[Track] = ()) -> list[Track]:
    """The first ``limit`` in their order, save that nobody is heard more than twice in a row, ``after`` included.

    Who would be is put off until somebody else was heard. An artist with most of the tracks comes earlier than in
    turn when the list would end too soon otherwise; what still fits nowhere is left out.
    """
    waiting = list(tracks)
    placed = list(after[-IN_A_ROW:])
    before = len(placed)
    while len(placed) - before < limit:
        place = _next_place(waiting, placed, missing=limit - len(placed) + before)
        if place is None:
            break
        placed.append(waiting.pop(place))
    return placed[before:]


def _next_place(waiting: Sequence[Track], placed: Sequence[Track], *, missing: int) -> int | None:
    artist, run = _last_run(placed)
    barred = artist if run >= IN_A_ROW else None
    first = next((place for place, track in enumerate(waiting) if track.artist_id != barred), None)
    if first is None:
        return None
    counts = Counter(track.artist_id for track in waiting)
    most = max(counts, key=lambda each: counts[each])
    others = len(waiting) - counts[most]
    if most == barred or waiting[first].artist_id == most or not others:
        return first
    # Of the most frequent artist, two fit before, between and after the others: is one of those to be spent now?
    left = others - 1 + min(counts[most], IN_A_ROW * others)
    if left + 1 >= min(missing, others + min(counts[most], IN_A_ROW * (others + 1))):
        return first
    return next(place for place, track in enumerate(waiting) if track.artist_id == most)


def _last_run(placed: Sequence[Track]) -> tuple[int | None, int]:
    """The artist heard last, and how often in a row."""
    if not placed:
        return None, 0
    artist, run = placed[-1].artist_id, 0
    for track in reversed(placed):
        if track.artist_id != artist:
            break
        run += 1
    return artist, run
