"""The numbers of the dashboard, all of them out of roll-ups: at most two years of days, and a hundred days of hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import Sum
from django.db.models.functions import ExtractHour

from analytics.rollups.models import DayTotal, HourTotal

HOURS_KEPT_DAYS: Final = 91
"""What a chart by the hour looks back at most; the roll-ups keep a little more."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one day, or added up; ``listener_days`` is the sum of each day's listeners."""

    listens: int = 0
    plays: int = 0
    skips: int = 0
    likes: int = 0
    shares: int = 0
    played_ms: int = 0
    recommended_listens: int = 0
    recommended_plays: int = 0
    listeners: int = 0

    @property
    def skip_rate(self) -> float | None:
        return self.skips / self.listens if self.listens else None

    @property
    def acceptance(self) -> float | None:
        """Of the recommended tracks that were started, the share that was not skipped."""
        return self.recommended_plays / self.recommended_listens if self.recommended_listens else None


_COLUMNS = [field.name for field in fields(Numbers)]


def numbers_by_day(first: date, last: date) -> dict[date, Numbers]:
    """Days on which nothing happened are absent."""
    rows = DayTotal.objects.filter(day__range=(first, last)).values_list("day", *_COLUMNS)
    return {day: Numbers(*rest) for day, *rest in rows}


def added_up(numbers: Iterable[Numbers]) -> Numbers:
    every = list(numbers)
    return Numbers(*(sum(getattr(each, name) for each in every) for name in _COLUMNS))


def between(by_day: dict[date, Numbers], first: date, last: date) -> list[Numbers]:
    return [numbers for day, numbers in by_day.items() if first <= day <= last]


def listens_by_hour(last: date, days: int) -> Counter[int]:
    """Listens by the hour of the day in UTC, added up over so many days up to ``last``."""
    since, until = _midnight(last - timedelta(days=days - 1)), _midnight(last + timedelta(days=1))
    hours = HourTotal.objects.filter(hour__gte=since, hour__lt=until).order_by()
    found = hours.annotate(of_day=ExtractHour("hour", tzinfo=UTC)).values("of_day")
    return Counter(dict(found.annotate(total=Sum("listens")).values_list("of_day", "total")))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
