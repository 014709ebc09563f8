"""What an import has come to so far: counts by outcome, and the tracks that were not recognised."""

from __future__ import annotations

from collections import Counter
from typing import Final

from analytics.archives.heard import Passed
from analytics.archives.models import HistoryImport
from analytics.recording import Outcome, State
from catalogue.identifying.wanted import How, Wanted

MOST_UNMATCHED: Final = 500
"""Tracks that are named; the listens of all others are counted."""

RECORDED: Final = "recorded"
DUPLICATE: Final = "duplicate"
KEYS: Final = (RECORDED, DUPLICATE, str(How.AMBIGUOUS), str(How.NOT_FOUND), str(How.UNAVAILABLE), *map(str, Passed))
_STATES: Final = {State.RECORDED: RECORDED, State.AWAITED: RECORDED, State.PRIVATE: str(Passed.PRIVATE)}

Track = tuple[str, str]


class Report:
    """Kept in the row of its import, and taken up from there."""

    def __init__(self, row: HistoryImport) -> None:
        self._row = row
        self._counts: Counter[str] = Counter(row.counts)
        self._unmatched: dict[Track, tuple[str, int]] = {
            (artist, title): (reason, listens) for artist, title, reason, listens in row.unmatched
        }

    def passed(self, why: Passed) -> None:
        self._counts[why] += 1

    def unmatched(self, wanted: Wanted, how: How) -> None:
        self._counts[how] += 1
        track = wanted.artists[0], wanted.title
        if track in self._unmatched or len(self._unmatched) < MOST_UNMATCHED:
            self._unmatched[track] = str(how), self._unmatched.get(track, ("", 0))[1] + 1

    def recorded(self, outcome: Outcome) -> None:
        self._counts[_STATES.get(outcome.state, DUPLICATE)] += 1

    def keep(self, *, read: int) -> None:
        """Write down that so many entries have been dealt with."""
        self._row.read = read
        self._row.counts = dict(self._counts)
        self._row.unmatched = [[*track, *about] for track, about in self._unmatched.items()]
        self._row.save(update_fields=["read", "counts", "unmatched"])
