"""The stretches of time that the dashboard can show, and the moments that its charts are cut into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from analytics.trends.windows import DAY, MONTH, WEEK


@dataclass(frozen=True, slots=True)
class Period:
    """``days`` up to today. Its charts show ``charted`` days, ``step`` of them to a point. ``trends`` is the window
    whose rankings go with it.
    """

    name: str
    title: str
    days: int
    charted: int
    step: int
    trends: str

    def first(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)

    def first_before(self, today: date) -> date:
        """Of as many days right before."""
        return self.first(today) - timedelta(days=self.days)

    def steps(self, today: date) -> list[tuple[date, date]]:
        """First and last day of each point, the oldest first; the last point ends today."""
        ends = [today - timedelta(days=back) for back in range(0, self.charted, self.step)]
        return [(end - timedelta(days=self.step - 1), end) for end in reversed(ends)]

    def oldest(self, today: date) -> date:
        """The first day that anything of the page is about."""
        return min(self.first_before(today), self.steps(today)[0][0])


PERIODS: Final = (
    Period("day", "Today", days=1, charted=14, step=1, trends=DAY),
    Period("week", "7 days", days=7, charted=7, step=1, trends=WEEK),
    Period("month", "30 days", days=30, charted=30, step=1, trends=MONTH),
    Period("quarter", "13 weeks", days=91, charted=91, step=7, trends=MONTH),
    Period("year", "52 weeks", days=364, charted=364, step=7, trends=MONTH),
)
DEFAULT: Final = PERIODS[2]


def period_named(name: str) -> Period:
    """The default for a name that is none: a page is no place for an error about its address."""
    return next((each for each in PERIODS if each.name == name), DEFAULT)
