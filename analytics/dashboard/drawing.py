"""The charts and headline numbers of the dashboard, out of its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.dashboard import figures
from analytics.dashboard.charts import Chart, Point
from analytics.dashboard.figures import Numbers
from analytics.dashboard.periods import Period
from analytics.dashboard.scales import number, percent

ByDay = dict[date, Numbers]


@dataclass(frozen=True, slots=True)
class Headline:
    """``change`` is against as many days before, such as `+12 %`; "" where there is nothing to compare with."""

    title: str
    value: str
    change: str
    about: str


def headlines(by_day: ByDay, sign_ups: dict[date, int], period: Period, today: date) -> list[Headline]:
    first, before = period.first(today), period.first_before(today)
    now = figures.added_up(figures.between(by_day, first, today))
    then = figures.added_up(figures.between(by_day, before, first - timedelta(days=1)))
    joined = sum(count for day, count in sign_ups.items() if day >= first)
    joined_before = sum(count for day, count in sign_ups.items() if before <= day < first)
    if period.days == 1:  # a day that is not over is not compared with one that is
        then, joined_before = Numbers(), 0
    return [
        Headline(
            "Active listeners",
            number(round(now.listeners / period.days, 1)),
            _change(now.listeners, then.listeners),
            "with a listen" if period.days == 1 else "with a listen, mean of the days",
        ),
        Headline("Listens", number(now.listens), _change(now.listens, then.listens), "plays and skips"),
        Headline("Hours heard", number(round(now.played_ms / 3_600_000)), _change(now.played_ms, then.played_ms), ""),
        Headline("Sign-ups", number(joined), _change(joined, joined_before), "new accounts"),
        Headline("Skip rate", _share(now.skip_rate), _points(now.skip_rate, then.skip_rate), "of all listens"),
        Headline(
            "Acceptance",
            _share(now.acceptance),
            _points(now.acceptance, then.acceptance),
            f"of {number(now.recommended_listens)} recommended tracks started",
        ),
    ]


def charts(by_day: ByDay, sign_ups: dict[date, int], period: Period, today: date) -> list[Chart]:
    steps = period.steps(today)
    sums = [figures.added_up(figures.between(by_day, first, last)) for first, last in steps]
    mean = "" if period.step == 1 else ", mean of the week's days"

    def series(value: Callable[[Numbers], float | None]) -> list[Point]:
        return [_point(step, value(each)) for step, each in zip(steps, sums, strict=True)]

    joined = [_point(step, sum(n for day, n in sign_ups.items() if step[0] <= day <= step[1])) for step in steps]
    return [
        Chart(
            "listeners",
            "Active listeners",
            f"Different listeners with a listen, by their own days{mean}.",
            series(lambda each: round(each.listeners / period.step, 1)),
        ),
        Chart("listens", "Listens", "Plays and skips.", series(lambda each: each.listens)),
        Chart("sign-ups", "Sign-ups", "New accounts, in UTC.", joined),
        Chart(
            "skips",
            "Skip rate",
            "Skips of all listens.",
            series(lambda each: each.skip_rate),
            is_line=True,
            shares=True,
        ),
        Chart(
            "acceptance",
            "Recommendations accepted",
            "Of the recommended tracks that were started, those not skipped.",
            series(lambda each: each.acceptance),
            is_line=True,
            shares=True,
        ),
    ]


def hours_chart(listens: Counter[int], *, days: int) -> Chart:
    about = "In UTC, today." if days == 1 else f"In UTC, mean of {days} days."
    points = [Point(f"{hour:02}:00", f"{hour:02}", round(listens[hour] / days, 1)) for hour in range(24)]
    return Chart("hours", "Listens per hour", about, points)


def _point(step: tuple[date, date], value: float | None) -> Point:
    first, last = step
    name = f"{last:%a} {last.day} {last:%b %Y}"
    if first != last:
        name = f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
    return Point(name, f"{last.day} {last:%b}", value)


def _share(value: float | None) -> str:
    return "no data" if value is None else percent(value)


def _change(now: int, then: int) -> str:
    if not then:
        return ""
    more = round((now / then - 1) * 100)
    return f"{more:+,} %" if more else "unchanged"


def _points(now: float | None, then: float | None) -> str:
    """The change of a share, in percentage points."""
    return "" if now is None or then is None else f"{(now - then) * 100:+.1f} points"
