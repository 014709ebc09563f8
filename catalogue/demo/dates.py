"""When records come out: on Fridays, over five decades, some of them in the catalogue's last weeks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

FIRST_YEAR: Final = 1975
FRESH_FROM: Final = date(2026, 9, 4)
FRESH_UNTIL: Final = date(2026, 10, 30)
"""The first and last Friday on which new releases come out."""

_FRIDAY: Final = 4
_YEARS_BETWEEN: Final = (1, 1, 2, 2, 3, 3, 4, 6)


def career(active_from: int, releases: int, rolls: Random) -> list[date]:
    """Up to ``releases`` Fridays in ascending order, the first in the year ``active_from``, all before `FRESH_FROM`."""
    year, days = active_from, []
    for _ in range(releases):
        day = _friday(year, rolls)
        if day >= FRESH_FROM:
            break
        days.append(day)
        year += rolls.choice(_YEARS_BETWEEN)
    return days


def fresh_friday(rolls: Random) -> date:
    weeks = (FRESH_UNTIL - FRESH_FROM).days // 7
    return FRESH_FROM + timedelta(weeks=rolls.randint(0, weeks))


def _friday(year: int, rolls: Random) -> date:
    day = date(year, 1, 1) + timedelta(days=rolls.randrange(350))
    return day + timedelta(days=(_FRIDAY - day.weekday()) % 7)
