"""A listener's days, and what they add up to: totals, the clock, weekdays, months, streaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from analytics.insights.spans import Span

MS_PER_MINUTE = 60_000
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    listens: int
    plays: int
    skips: int
    likes: int
    shares: int
    played_ms: int
    hours: dict[str, int]


@dataclass(frozen=True, slots=True)
class Totals:
    minutes: int
    listens: int
    plays: int
    skips: int
    likes: int
    shares: int
    active_days: int


@dataclass(frozen=True, slots=True)
class Streaks:
    """Days in a row with a listen. ``current`` reaches to today or yesterday: today is not over."""

    current: int = 0
    longest: int = 0
    longest_from: date | None = None
    longest_to: date | None = None


def within(days: Iterable[Day], span: Span | None) -> list[Day]:
    return [each for each in days if span is not None and span.holds(each.day)]


def totals(days: Sequence[Day]) -> Totals:
    return Totals(
        minutes=minutes(sum(each.played_ms for each in days)),
        listens=sum(each.listens for each in days),
        plays=sum(each.plays for each in days),
        skips=sum(each.skips for each in days),
        likes=sum(each.likes for each in days),
        shares=sum(each.shares for each in days),
        active_days=sum(each.listens > 0 for each in days),
    )


def minutes(ms: int) -> int:
    return round(ms / MS_PER_MINUTE)


def share(part: int, whole: int) -> float | None:
    """From 0 to 1; None of nothing."""
    return round(part / whole, 4) if whole else None


def clock(days: Iterable[Day]) -> list[int]:
    """Listens begun in each hour of the listener's day, from 0 to 23."""
    hours = [0] * 24
    for each in days:
        for hour, listens in each.hours.items():
            hours[int(hour)] += listens
    return hours


def weekdays(days: Iterable[Day]) -> list[int]:
    """Listens on each day of the week, from Monday."""
    found = [0] * 7
    for each in days:
        found[each.day.weekday()] += each.listens
    return found


def months(days: Iterable[Day]) -> list[dict[str, int]]:
    """The twelve months of a year."""
    by_month: dict[int, list[Day]] = {number: [] for number in range(1, 13)}
    for each in days:
        by_month[each.day.month].append(each)
    return [
        {"month": number, "minutes": (sums := totals(found)).minutes, "listens": sums.listens}
        for number, found in by_month.items()
    ]


def best_day(days: Iterable[Day]) -> dict[str, Any] | None:
    """The day with the most minutes; the earliest of several."""
    best = max(days, key=lambda each: (each.played_ms, each.listens, -each.day.toordinal()), default=None)
    if best is None or not best.listens:
        return None
    return {"day": best.day, "minutes": minutes(best.played_ms), "listens": best.listens}


def streaks(heard_on: Iterable[date], *, span: Span, today: date) -> Streaks:
    """``heard_on`` in order. The longest counts the days within the span only; the earliest of several."""
    current = length = 0
    longest, until, previous = 0, None, None
    in_span = 0
    for day in heard_on:
        follows = previous is not None and day - previous == _ONE_DAY
        length = length + 1 if follows else 1
        in_span = (in_span + 1 if follows else 1) if span.holds(day) else 0
        if in_span > longest:
            longest, until = in_span, day
        previous = day
    if previous is not None and today - previous <= _ONE_DAY:
        current = length
    since = until - (longest - 1) * _ONE_DAY if until else None
    return Streaks(current, longest, since, until)


def changes(now: Totals, then: Totals) -> dict[str, float | None]:
    """How much more than before: 0.25 is a quarter more. None where there was nothing before."""
    before = asdict(then)
    return {name: round(value / before[name] - 1, 4) if before[name] else None for name, value in asdict(now).items()}
