"""The stretches of time that trends are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAY: Final = "day"
WEEK: Final = "week"
MONTH: Final = "month"

FULL_DAYS: Final = {DAY: 1, WEEK: 7, MONTH: 30}
WINDOWS: Final = tuple(FULL_DAYS)

REFRESHED_EVERY: Final = {DAY: timedelta(minutes=2), WEEK: timedelta(minutes=15), MONTH: timedelta(hours=1)}
"""The longer the window, the less a minute changes in it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Both days belong to it."""

    first: date
    last: date


def window(name: str, *, today: date) -> Window:
    """So many full days and the present one, so that no list is empty at midnight.

    Days are the listeners' own. ``today`` is UTC's; where it is tomorrow already, that belongs to the present day too.
    """
    return Window(today - timedelta(days=FULL_DAYS[name]), today + timedelta(days=1))


def window_before(name: str, *, today: date) -> Window:
    """As many full days, right before."""
    last = window(name, today=today).first - timedelta(days=1)
    return Window(last - timedelta(days=FULL_DAYS[name] - 1), last)
