"""The roll-up: takes marks, works out anew the days that they are about, and moves every sum by what has changed.

A batch is one transaction with the marks that it takes. Whatever happens to it, each activity is counted once: a day
that was worked out twice is the same day. A mark that is written while a batch runs is left for the next one, so what
comes late, changes or goes is no special case.
"""

# ruff: noqa: S608  (names of our own tables; numbers of ours)

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from analytics.rollups.adding import add_up, add_up_listeners, replace
from analytics.rollups.dialect import dialect, keep_as, let_go, roll_up_alone, rows, run
from analytics.rollups.models import HourTotal, ListenerTotal, RollUpMark
from analytics.rollups.packing import pack_listeners, pack_months
from analytics.rollups.reading import HOURS_KEPT_DAYS, TEMPORARY, keep_fresh, keep_heard, keep_spans, keep_stale
from analytics.rollups.settling import SETTLE, settle_some
from analytics.rollups.tables import DETAILS, OF_ALL, Sum

MARKS_AT_ONCE: Final = 20_000
WEIGHT_AT_ONCE: Final = 200_000
"""Activities, about; a listener who has more is a batch of their own."""


def roll_up(*, batches: int = 1_000_000) -> int:
    """Batches until no mark is left; how many marks were seen to. It can be stopped anywhere."""
    seen = 0
    for _ in range(batches):
        taken = roll_up_once()
        seen += taken
        if not taken:
            break
    return seen


@transaction.atomic
def roll_up_once(*, marks: int = MARKS_AT_ONCE, weight: int = WEIGHT_AT_ONCE) -> int:
    """One batch; how many marks it took."""
    roll_up_alone()
    first = RollUpMark.objects.order_by("pk").first()
    settle = RollUpMark.objects.filter(**SETTLE).order_by("pk").first()
    if settle is not None and first == settle:
        settle_some(settle)
        return 1
    stored = RollUpMark._meta.db_table
    before = f"WHERE id < {settle.pk}" if settle else ""
    oldest = f"SELECT id, user_id, moment, weight FROM {stored} {before} ORDER BY id LIMIT {int(marks)}"
    keep_as(
        "rollup_mark",
        "SELECT id, user_id, moment FROM (SELECT id, user_id, moment, SUM(weight) OVER (ORDER BY id) - weight AS "
        "lighter "
        f"FROM ({oldest}) AS oldest) AS weighed WHERE lighter < {int(weight)}",
    )
    # Sums that are made anew as a whole are not worth moving before that has begun.
    return _see_to_marks(() if settle and settle.weight == 0 else OF_ALL)


@transaction.atomic
def forget_listener(user_id: UUID) -> None:
    """Take out at once what a listener adds up to who has no activities any more, and the marks about them."""
    marks, totals = RollUpMark.objects.filter(user=user_id), ListenerTotal.objects.filter(user=user_id)
    if not (marks.exists() or totals.exists()):
        return
    roll_up_alone()
    RollUpMark.objects.create(user_id=user_id)
    key = RollUpMark._meta.get_field("user").get_db_prep_value(user_id, connection)
    stored = RollUpMark._meta.db_table
    keep_as("rollup_mark", f"SELECT id, user_id, moment FROM {stored} WHERE 1 = 0")
    run(f"INSERT INTO rollup_mark SELECT id, user_id, moment FROM {stored} WHERE user_id = %s", key)
    _see_to_marks(OF_ALL)


def _see_to_marks(sums: Sequence[Sum]) -> int:
    """Those in `rollup_mark`; how many those are."""
    [(taken,)] = rows("SELECT COUNT(*) FROM rollup_mark")
    if taken:
        keep_spans("rollup_mark")
        keep_heard()
        keep_fresh()
        keep_stale()
        for detail in DETAILS:
            replace(detail)
        keep_as("rollup_whole", f"SELECT user_id FROM rollup_span WHERE last = {dialect().last_day}")
        add_up_listeners()
        add_up(sums)
        _pack()
        _count_hours()
        run(f"DELETE FROM {RollUpMark._meta.db_table} WHERE id IN (SELECT id FROM rollup_mark)")
    let_go("rollup_mark", *TEMPORARY)
    return int(taken)


def _pack() -> None:
    """The months of the batch, which is about single days, about whole listeners, or about both."""
    [(whole,)] = rows("SELECT COUNT(*) FROM rollup_whole")
    [(spans,)] = rows("SELECT COUNT(*) FROM rollup_span")
    if whole:
        pack_listeners()
    if spans > whole:
        pack_months("SELECT user_id, day FROM fresh_days UNION ALL SELECT user_id, day FROM stale_days")


def _count_hours() -> None:
    """The hours in which something changed, counted anew; the old ones go."""
    write, table = dialect(), HourTotal._meta.db_table
    kept = write.days_ago.format(days=HOURS_KEPT_DAYS)
    hour = write.utc_hour.format(moment="moment")
    keep_as(
        "rollup_hour", f"SELECT DISTINCT {hour} AS hour FROM rollup_mark WHERE moment IS NOT NULL AND moment > {kept}"
    )
    run(f"DELETE FROM {table} WHERE hour IN (SELECT hour FROM rollup_hour) OR hour < {kept}")
    run(f"INSERT INTO {table} (hour, {', '.join(HOUR_COLUMNS)}) {counted_hours('rollup_hour')}")
    let_go("rollup_hour")


HOUR_COLUMNS: Final = ("listens", "plays", "skips", "likes", "shares")


def counted_hours(hours: str) -> str:
    """Selects what the activities of each ``hour`` in the table ``hours`` add up to."""
    kinds = (("play", "plays"), ("skip", "skips"), ("like", "likes"), ("share", "shares"))
    counts = [f"SUM(CASE WHEN action = '{action}' THEN 1 ELSE 0 END) AS {name}" for action, name in kinds]
    listens = "SUM(CASE WHEN action IN ('play', 'skip') THEN 1 ELSE 0 END) AS listens"
    later = dialect().hour_later.format(moment="hours.hour")
    return (
        f"SELECT hours.hour, {listens}, {', '.join(counts)} FROM {hours} AS hours JOIN analytics_activity AS activity "
        f"ON activity.timestamp >= hours.hour AND activity.timestamp < {later} GROUP BY hours.hour"
    )
