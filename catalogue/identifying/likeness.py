"""How likely two names are the same recording: one score, and the lines that divide sure from unsure.

The lines were drawn on recorded answers of three providers, see docs/files.md; `bench.matching` draws the table anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from catalogue.identifying.names import Title, everybody, title_of
from catalogue.identifying.wanted import Wanted
from catalogue.text import fold

SURE: Final = 88.0
"""A score from which on a track is taken for the wanted one."""
POSSIBLE: Final = 70.0
"""A score from which on it is worth being shown to somebody who can tell."""
APART: Final = 4.0
"""Two different recordings whose scores are closer than this cannot be told apart by them."""

_TITLE_AT_LEAST: Final = 78.0
_ARTIST_AT_LEAST: Final = 80.0
_TITLE_WEIGHT: Final = 0.6
_SHORT: Final = 4
"""Letters up to which a title has to be exact."""
_UNKNOWN_ARTIST: Final = 66.0
"""What an artist that nobody named counts: a title alone is never sure."""
_SAME_LENGTH: Final = 2.5
_SECONDS: Final = ((4.0, 0.0), (8.0, 2.0), (15.0, 8.0), (30.0, 16.0))
"""Up to so many seconds apart costs so much."""
_TOO_LONG: Final = 30.0


@dataclass(frozen=True, slots=True)
class Named:
    """A track as it is compared. ``names`` are all that stand for it, ``artists`` those without the guests.

    ``seconds`` None: nobody knows; ``rank`` as `TrackRecord.rank`.
    """

    title: Title
    names: frozenset[str]
    artists: frozenset[str]
    album: str = ""
    seconds: float | None = None
    rank: int = 0

    @classmethod
    def of(cls, title: str, artists: tuple[str, ...], album: str, seconds: float | None, rank: int = 0) -> Named:
        parsed = title_of(title)
        names, guests = everybody(artists), everybody(parsed.guests)
        return cls(parsed, names | guests, names - guests or names, fold(album), seconds or None, rank)

    @classmethod
    def wanted(cls, wanted: Wanted) -> Named:
        return cls.of(wanted.title, wanted.artists, wanted.album, wanted.seconds)


def likeness(one: Named, other: Named) -> float:
    """0 to 100; 0 when they are certainly not the same recording."""
    artist = _artists(one, other)
    at_least = _ARTIST_AT_LEAST if one.artists and other.artists else _UNKNOWN_ARTIST
    if artist < at_least or not _same_version(one, other):
        return 0.0
    title = _titles(one.title, other.title)
    if title < _TITLE_AT_LEAST:
        return 0.0
    score = _TITLE_WEIGHT * title + (1 - _TITLE_WEIGHT) * artist - _length_costs(one.seconds, other.seconds)
    if one.album and one.album == other.album:
        score += 1.0
    return max(0.0, min(100.0, score))


def is_plausible(one: Named, other: Named) -> bool:
    """Whether two that share an ISRC can be the same: codes are mistyped and given twice, names differ by script."""
    together = max(_titles(one.title, other.title), _artists(one, other))
    return together >= _TITLE_AT_LEAST or not _far_apart(one.seconds, other.seconds)


def is_same_recording(one: Named, other: Named) -> bool:
    """Whether it makes no difference which of the two is taken: the same music on a single, an album, a collection."""
    same_title = one.title.base == other.title.base and one.title.kinds == other.title.kinds
    return same_title and bool(one.artists & other.artists) and not _far_apart(one.seconds, other.seconds)


def _titles(one: Title, other: Title) -> float:
    if one.base == other.base:
        return 100.0
    if one.numbers != other.numbers or min(len(one.base), len(other.base)) < _SHORT:
        return 0.0
    close = one.base.replace(" ", ""), other.base.replace(" ", "")
    return max(fuzz.ratio(one.base, other.base), fuzz.token_sort_ratio(one.base, other.base), fuzz.ratio(*close))


def _artists(one: Named, other: Named) -> float:
    """An artist of one among all of the other: guests that both have in common say nothing."""
    if not one.artists or not other.artists:
        return _UNKNOWN_ARTIST
    if one.artists & other.names or other.artists & one.names:
        return 100.0
    pairs = ((a, b) for a in one.artists for b in other.artists if min(len(a), len(b)) >= _SHORT)
    return max((fuzz.ratio(a, b, score_cutoff=_ARTIST_AT_LEAST) for a, b in pairs), default=0.0)


def _same_version(one: Named, other: Named) -> bool:
    ours, theirs = one.title, other.title
    if ours.kinds == theirs.kinds:
        return _same_names(ours.by, theirs.by)
    # "Radio Edit" is left out by some: equal lengths tell that it is the one.
    differ = ours.kinds ^ theirs.kinds
    return differ == {"edit"} and not _apart(one.seconds, other.seconds, _SAME_LENGTH, unknown=True)


def _same_names(one: str, other: str) -> bool:
    return not one or not other or fuzz.token_set_ratio(one, other) >= _ARTIST_AT_LEAST


def _length_costs(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0
    apart = abs(one - other)
    return next((costs for seconds, costs in _SECONDS if apart <= seconds), _TOO_LONG)


def _far_apart(one: float | None, other: float | None) -> bool:
    return _apart(one, other, 10.0, unknown=False)


def _apart(one: float | None, other: float | None, seconds: float, *, unknown: bool) -> bool:
    return unknown if one is None or other is None else abs(one - other) > seconds
