"""Making the sums over all listeners anew out of the listeners' days: after a rebuild, and to compare them."""

# ruff: noqa: S608  (names of our own tables)

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import Min

from analytics.rollups.adding import put
from analytics.rollups.dialect import joined_as_a_whole, keep_as, let_go
from analytics.rollups.models import ListenerDay, RollUpMark
from analytics.rollups.tables import DAYS, DETAILS, OF_ALL, Detail, Sum

DAYS_AT_ONCE: Final = 92

SETTLE: Final[dict[str, Any]] = {"user": None, "moment": None}
"""The mark that asks for it. Its ``weight`` is the day that is next, counted from the year 1; 0 before the first one.
While it is 0, what is rolled up leaves these sums alone."""


def settle_some(mark: RollUpMark) -> None:
    """Make the sums of the next days, and take the mark away after the last ones. Under `roll_up_alone`."""
    first = next_day(date.fromordinal(mark.weight) if mark.weight else date.min)
    if first is None:
        mark.delete()
        return
    last = first + timedelta(days=DAYS_AT_ONCE - 1)
    for each in sums_of_days(first, last):
        put(each.table, each.keys, (*each.keys, *each.all_columns), "rollup_expected", "rollup_found")
    mark.weight = (last + timedelta(days=1)).toordinal()
    mark.save(update_fields=["weight"])


def next_day(day: date) -> date | None:
    """The first one from ``day`` on that anything is kept for, of listeners or of all."""
    found = [model.objects.filter(day__gte=day).aggregate(first=Min("day"))["first"] for model in _models()]
    return min((each for each in found if each is not None), default=None)


def sums_of_days(first: date, last: date) -> Iterator[Sum]:
    """Every sum over all, and while it is the caller's turn, `rollup_expected`: what listeners' days from ``first`` to
    ``last`` add up to, and `rollup_found`: what is stored."""
    within = f"BETWEEN '{first.isoformat()}' AND '{last.isoformat()}'"
    for detail in DETAILS:
        _keep_days(detail, within)
        for each in OF_ALL:
            if each.detail is detail:
                _keep_expected(each, within)
                yield each
                let_go("rollup_expected", "rollup_found")
        let_go("rollup_days")


def _keep_days(detail: Detail, within: str) -> None:
    """`rollup_days`: what is stored of listeners' days."""
    listed = ", ".join(f"detail.{column}" for column in (*detail.keys, *detail.columns))
    if detail is DAYS:
        rows = f"SELECT {listed} FROM {DAYS.table} AS detail WHERE detail.day {within}"
    else:
        # By way of the listeners who have that day: the index by day is on their table, where history is long.
        rows = f"SELECT {listed} FROM {DAYS.table} AS listener JOIN {detail.table} AS detail "
        rows += f"ON detail.user_id = listener.user_id AND detail.day = listener.day WHERE listener.day {within}"
    with joined_as_a_whole():
        keep_as("rollup_days", rows)


def _keep_expected(each: Sum, within: str) -> None:
    keys, columns = ", ".join(each.keys), each.all_columns
    totals = ", ".join(f"SUM({column}) AS {column}" for column in columns)
    some = " OR ".join(f"SUM({column}) <> 0" for column in columns)
    parts = each.parts("rollup_days")
    keep_as("rollup_expected", f"SELECT {keys}, {totals} FROM ({parts}) AS each_one GROUP BY {keys} HAVING {some}")
    keep_as("rollup_found", f"SELECT {keys}, {', '.join(columns)} FROM {each.table} WHERE day {within}")


def _models() -> list[Any]:
    by_table = {model._meta.db_table: model for model in apps.get_app_config("analytics").get_models()}
    return [ListenerDay, *(by_table[each.table] for each in OF_ALL)]
