"""Proof that the roll-ups and the activities agree, row by row, while both go on changing.

Part by part, each under the roll-up's lock: what is worked out from the activities is compared with what is stored.
What has changed since the last roll-up is left out, by its marks, which are read after the activities.
"""

# ruff: noqa: S608  (names of our own tables)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, transaction

from analytics.rollups import packing
from analytics.rollups.dialect import dialect, keep_as, let_go, roll_up_alone, rows, run
from analytics.rollups.models import HourTotal, RollUpMark
from analytics.rollups.reading import HOURS_KEPT_DAYS, TEMPORARY, keep_fresh, keep_heard, keep_spans, keep_stale
from analytics.rollups.rolling import HOUR_COLUMNS, counted_hours
from analytics.rollups.settling import DAYS_AT_ONCE, SETTLE, next_day, sums_of_days
from analytics.rollups.tables import DAYS, DETAILS, LISTENER_TOTAL, TRACKS

LISTENERS_AT_ONCE: Final = 1_000

_PENDING = f"SELECT user_id FROM {RollUpMark._meta.db_table} WHERE user_id IS NOT NULL"
_MOVING = "SELECT track_id FROM analytics_rolluptrackmark"


@dataclass
class Difference:
    """``rows`` of ``table`` are missing, too many or wrong; ``example`` is one of them, as it should be or as it is."""

    table: str
    rows: int
    example: tuple[Any, ...]


def differences() -> Iterator[Difference]:
    """All there are, part by part; none proves that everything agrees but for what is marked."""
    listeners = _listeners()
    for start in range(0, len(listeners), LISTENERS_AT_ONCE):
        yield from _of_listeners(listeners[start : start + LISTENERS_AT_ONCE])
    yield from _of_days()
    yield from _of_hours()


def _listeners() -> list[Any]:
    """As the database writes them; those who are gone and left something behind too."""
    tables = ("analytics_listenertotal", "analytics_listenerday", "analytics_activity")
    parts = [f"SELECT DISTINCT user_id FROM {table}" for table in tables]
    return [key for (key,) in rows(f"{' UNION '.join(parts)} ORDER BY 1")]


@transaction.atomic
def _of_listeners(keys: list[Any]) -> list[Difference]:
    roll_up_alone()
    keep_as("rollup_mark", f"SELECT id, user_id, moment FROM {RollUpMark._meta.db_table} WHERE 1 = 0")
    places = ", ".join(["(NULL, %s, NULL)"] * len(keys))
    if connection.vendor == "postgresql":
        places = places.replace("NULL)", "CAST(NULL AS timestamptz))").replace("%s", "CAST(%s AS uuid)")
    run(f"INSERT INTO rollup_mark (id, user_id, moment) VALUES {places}", *keys)
    keep_spans("rollup_mark")
    keep_heard()
    keep_fresh()
    keep_stale()
    keep_as("rollup_pending", _PENDING)
    settled = "user_id NOT IN (SELECT user_id FROM rollup_pending)"
    found = []
    for detail in DETAILS:
        moving = f" AND track_id NOT IN ({_MOVING})" if detail is TRACKS else ""
        found += _compared(
            detail.table, detail.all_columns, f"fresh_{detail.name}", f"stale_{detail.name}", settled + moving
        )
    found += [*_compared_totals(), *_compared_months()]
    let_go("rollup_mark", "rollup_pending", *TEMPORARY)
    return found


def _compared_totals() -> list[Difference]:
    """Of what is stored of the listeners' days, and so at every moment."""
    every = ", ".join((*LISTENER_TOTAL.keys, *LISTENER_TOTAL.all_columns))
    stored = f"SELECT {every} FROM {LISTENER_TOTAL.table} WHERE user_id IN (SELECT user_id FROM rollup_span)"
    expected = LISTENER_TOTAL.of(f"stale_{DAYS.name}")
    return _compared(LISTENER_TOTAL.table, every, f"({expected}) AS expected", f"({stored}) AS stored")


def _compared_months() -> list[Difference]:
    """The same."""
    packing.keep_months_of_listeners("stale", "rollup_span")
    found = _compared(packing.TABLE, ", ".join(packing.EVERY), "fresh_months", "stale_months")
    let_go(*packing.TEMPORARY)
    return found


def _of_days() -> Iterator[Difference]:
    if RollUpMark.objects.filter(**SETTLE).exists():
        return  # these sums are just being made anew
    first = next_day(date.min)
    while first is not None:
        last = first + timedelta(days=DAYS_AT_ONCE - 1)
        with transaction.atomic():
            roll_up_alone()
            for each in sums_of_days(first, last):
                every = ", ".join((*each.keys, *each.all_columns))
                yield from _compared(each.table, every, "rollup_expected", "rollup_found")
        first = next_day(last + timedelta(days=1))


@transaction.atomic
def _of_hours() -> list[Difference]:
    """The oldest day that is kept is left out: its hours go one by one."""
    roll_up_alone()
    write, table = dialect(), HourTotal._meta.db_table
    kept = write.days_ago.format(days=HOURS_KEPT_DAYS - 1)
    hour = write.utc_hour.format(moment="timestamp")
    keep_as(
        "rollup_hour",
        f"SELECT DISTINCT {hour} AS hour FROM analytics_activity WHERE timestamp > {kept} "
        f"UNION SELECT hour FROM {table} WHERE hour > {kept}",
    )
    keep_as("rollup_expected", counted_hours("rollup_hour"))
    pending = write.utc_hour.format(moment="moment")
    settled = (
        f"hour > {kept} AND hour NOT IN (SELECT {pending} FROM {RollUpMark._meta.db_table} WHERE moment IS NOT NULL)"
    )
    found = _compared(table, f"hour, {', '.join(HOUR_COLUMNS)}", "rollup_expected", table, settled)
    let_go("rollup_hour", "rollup_expected")
    return found


def _compared(table: str, columns: str, expected: str, stored: str, where: str = "1 = 1") -> list[Difference]:
    one, other = (f"SELECT {columns} FROM {source} WHERE {where}" for source in (expected, stored))
    wrong = rows(
        f"SELECT * FROM ({one} EXCEPT {other}) AS lacking UNION ALL SELECT * FROM ({other} EXCEPT {one}) AS wrong"
    )
    return [Difference(table, len(wrong), wrong[0])] if wrong else []
