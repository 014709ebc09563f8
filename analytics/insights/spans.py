"""Stretches of a listener's own days: the last week, a year, everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from analytics.insights.errors import YearNotHere

ALL: Final = "all"
DAYS: Final = {"week": 7, "month": 30, "year": 365}
PERIODS: Final = (*DAYS, ALL)

FIRST_YEAR: Final = 2000
"""Nothing that could be imported is older."""


@dataclass(frozen=True, slots=True)
class Span:
    """Both days belong to it. ``first`` is None for everything up to ``last``."""

    first: date | None
    last: date

    def before(self) -> Span | None:
        """As many days, right before; None for everything."""
        if self.first is None:
            return None
        length = self.last - self.first
        return Span(self.first - length - timedelta(days=1), self.first - timedelta(days=1))

    def holds(self, day: date) -> bool:
        return day <= self.last and (self.first is None or day >= self.first)


def period(name: str, *, today: date) -> Span:
    """So many days, ``today`` being the last of them; ``name`` is one of `PERIODS`."""
    if name == ALL:
        return Span(None, today)
    return Span(today - timedelta(days=DAYS[name] - 1), today)


def year(number: int, *, today: date) -> Span:
    """The calendar year, as far as it has come. Raises YearNotHere."""
    if not FIRST_YEAR <= number <= today.year:
        raise YearNotHere
    return Span(date(number, 1, 1), min(date(number, 12, 31), today))


def year_before(span: Span) -> Span:
    """The same days of the year before, so that half a year is compared with half a year."""
    last = span.last
    # 29 February has its like in no year before.
    same_day = last.replace(year=last.year - 1, day=min(last.day, 28) if last.month == 2 else last.day)
    end = same_day if last < date(last.year, 12, 31) else date(last.year - 1, 12, 31)
    return Span(date(last.year - 1, 1, 1), end)
