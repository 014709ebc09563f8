"""How popular each track is: few are heard by everybody, most by few (Zipf)."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Final

from catalogue.demo.chance import dice
from catalogue.demo.dates import FIRST_YEAR
from catalogue.demo.records import DemoTrack

TOP_RANK: Final = 1_000_000
_FALL: Final = 0.45
"""Rank of the n-th most popular track falls with this power of n."""

_PER_YEAR: Final = 0.02
_FOR_TITLE_TRACK: Final = 0.9
_LUCK: Final = 1.4


def with_ranks(tracks: list[DemoTrack]) -> list[DemoTrack]:
    """The same tracks in the same order; no two share a rank."""
    by_appeal = sorted(range(len(tracks)), key=lambda index: (-_appeal(tracks[index]), index))
    ranks = {index: round(TOP_RANK / place**_FALL) for place, index in enumerate(by_appeal, 1)}
    return [replace(track, rank=ranks[index]) for index, track in enumerate(tracks)]


def _appeal(track: DemoTrack) -> float:
    """By the artist's fans, luck, and a little for new music, for openers and for title tracks."""
    appeal = log(track.artist.popularity) + dice(track.id, "luck").gauss(0, _LUCK)
    appeal += _PER_YEAR * (track.album.release_date.year - FIRST_YEAR) - 0.06 * track.track_position
    return appeal + _FOR_TITLE_TRACK * track.title.startswith(track.album.title)
