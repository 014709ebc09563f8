"""What a listener heard in a stretch of days: every track of every day, out of the months that these are packed in.

One row for each month is read, whatever is in it, so the time that an answer takes depends on the stretch and on the
listener, and not on how much everybody has heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db.models import BinaryField, Case, F, Func, TextField, Value, When

from accounts.models import User
from analytics.insights.days import Day
from analytics.insights.spans import Span
from analytics.rollups.models import ListenerMonth
from analytics.rollups.packed import BEGINNING, COLUMNS, Numbers, days_in, tracks_in

_OF_ALL: Final = len(COLUMNS)
_TRACK, _ARTIST, _DAY = range(3)


@dataclass(frozen=True, slots=True)
class Month:
    """``heard`` has a bit for each day with a listen; ``version`` changes with anything in it."""

    first: date
    heard: int
    version: str

    @property
    def days(self) -> list[date]:
        """Those with a listen."""
        return [self.first.replace(day=number + 1) for number in range(31) if self.heard >> number & 1]


@dataclass(frozen=True, slots=True)
class Heard:
    """One element for each track of each day with a listen to it, skipped ones too; 0 is no album, no genre.

    ``known_tracks`` and ``known_artists`` are what was heard before the stretch, in no order and more than once.
    """

    track: Numbers
    artist: Numbers
    day: Numbers
    album: Numbers
    genre: Numbers
    plays: Numbers
    played_ms: Numbers
    known_tracks: Numbers
    known_artists: Numbers


class _Beginning(Func):
    """The first columns of what is packed, without the others."""

    template = f"SUBSTR(%(expressions)s, 1, LENGTH(%(expressions)s) / {_OF_ALL} * {BEGINNING})"
    output_field = BinaryField()


def months_of(user: User, *, last: date) -> list[Month]:
    """All there are up to that of the day, the oldest first. One statement."""
    rows = ListenerMonth.objects.filter(user=user, month__lte=last).order_by("month")
    return [Month(*row) for row in rows.values_list("month", "heard", "version")]


def days_and_tracks(user: User, span: Span, *, since: date | None) -> tuple[list[Day], Heard]:
    """The days with anything on them from ``since`` on, the oldest first, and what was heard in the span. One
    statement. ``since`` is None for all days, and not after the span's first day."""
    rows = ListenerMonth.objects.filter(user=user, month__lte=span.last).order_by("month")
    first = span.first.replace(day=1) if span.first else date.min
    wanted = since.replace(day=1) if since else date.min
    found = list(
        rows.values_list(
            "month",
            Case(When(month__gte=wanted, then=F("days")), default=Value("[]"), output_field=TextField()),
            Case(When(month__gte=first, then=F("tracks")), default=_Beginning("tracks"), output_field=BinaryField()),
        )
    )
    days = [Day(*row) for month, text, _ in found for row in days_in(month, text)]
    within = [day for day in days if day.day <= span.last and (since is None or day.day >= since)]
    return within, _heard(span, found, first)


def of_all_time(user: User) -> Heard:
    """One statement."""
    rows = ListenerMonth.objects.filter(user=user).values_list("month", Value("[]"), "tracks")
    return _heard(Span(None, date.max), list(rows), date.min)


def _heard(span: Span, rows: list[tuple[Any, ...]], first: date) -> Heard:
    full = [tracks_in(month, packed) for month, _, packed in rows if month >= first]
    every = np.concatenate(full, axis=1) if full else np.empty((_OF_ALL, 0), dtype=np.int64)
    days = every[_DAY]
    before = days < (span.first.toordinal() if span.first else 0)
    inside = every[:, ~before & (days <= span.last.toordinal())]
    parts = [tracks_in(month, packed, columns=BEGINNING) for month, _, packed in rows if month < first]
    known = np.concatenate([*parts, every[:BEGINNING, before]], axis=1)
    track, artist, day, album, genre, plays, ms = inside
    return Heard(track, artist, day, album, genre, plays, ms, known[_TRACK], known[_ARTIST])
