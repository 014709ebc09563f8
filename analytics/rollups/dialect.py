"""What PostgreSQL and SQLite write differently in the statements of the roll-up.

Everything else is the same SQL. Where Python is asked for a value, it is in the shape in which Django stores it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection


@dataclass(frozen=True)
class Dialect:
    """Expressions over a moment and the name of a time zone."""

    local_day: str
    local_hour: str
    utc_hour: str
    hour_later: str
    day_starts: str
    """Not after the beginning of a day, in whatever zone; ``day_ends`` not before its end."""
    day_ends: str
    first_day: str
    last_day: str
    first_moment: str
    last_moment: str
    days_ago: str
    month: str
    """The first day of a day's month; ``month_end`` the last one."""
    month_end: str
    day_of_month: str
    joined: str
    """Texts, one after another, with commas between."""
    packed: str
    """Whole numbers, one after another: 8 bytes each, the highest first."""
    nothing_packed: str
    hours_object: str
    no_hours: str
    no_moment: str


_POSTGRESQL: Final = Dialect(
    local_day="({moment} AT TIME ZONE {zone})::date",
    local_hour="EXTRACT(HOUR FROM {moment} AT TIME ZONE {zone})::int",
    utc_hour="date_trunc('hour', {moment}, 'UTC')",
    hour_later="({moment} + interval '1 hour')",
    day_starts="(({day}::timestamp - interval '14 hours') AT TIME ZONE 'UTC')",
    day_ends="(({day}::timestamp + interval '36 hours') AT TIME ZONE 'UTC')",
    first_day="'-infinity'::date",
    last_day="'infinity'::date",
    first_moment="'-infinity'::timestamptz",
    last_moment="'infinity'::timestamptz",
    days_ago="(now() - interval '{days} days')",
    month="date_trunc('month', {day}::timestamp)::date",
    month_end="(date_trunc('month', {day}::timestamp) + interval '1 month - 1 day')::date",
    day_of_month="EXTRACT(DAY FROM {day})::int",
    joined="string_agg({text}, ',')",
    packed="string_agg(int8send({number}), ''::bytea)",
    nothing_packed="''::bytea",
    hours_object="jsonb_object_agg(hour::text, listens)",
    no_hours="'{}'::jsonb",
    no_moment="NULL::timestamptz",
)
_SQLITE: Final = Dialect(
    local_day="django_datetime_cast_date({moment}, {zone}, 'UTC')",
    local_hour="django_datetime_extract('hour', {moment}, {zone}, 'UTC')",
    utc_hour="(substr({moment}, 1, 13) || ':00:00')",
    hour_later="datetime({moment}, '+1 hour')",
    day_starts="datetime({day}, '-14 hours')",
    day_ends="datetime({day}, '+36 hours')",
    first_day="'0000-01-01'",
    last_day="'9999-12-31'",
    first_moment="'0000-01-01'",
    last_moment="'9999-12-31'",
    days_ago="datetime('now', '-{days} days')",
    month="date({day}, 'start of month')",
    month_end="date({day}, 'start of month', '+1 month', '-1 day')",
    day_of_month="CAST(strftime('%d', {day}) AS INTEGER)",
    joined="group_concat({text}, ',')",
    packed="group_concat(printf('%016x', {number}), '')",
    nothing_packed="''",
    hours_object="json_group_object(CAST(hour AS TEXT), listens)",
    no_hours="'{}'",
    no_moment="NULL",
)


def dialect() -> Dialect:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def run(sql: str, *values: Any) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        # Without parameters the statement is taken as it is: JSON and modulo have per cent signs and braces.
        cursor.execute(sql, list(values) or None)
        return int(cursor.rowcount)


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)
        return list(cursor.fetchall())


def keep_as(name: str, select: str) -> None:
    """A temporary table of what the statement finds; the planner learns how much that is. Drop it by `let_go`."""
    if connection.vendor == "postgresql":
        run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {select}")
        run(f"ANALYZE {name}")
    else:
        run(f"CREATE TEMPORARY TABLE {name} AS {select}")


def let_go(*names: str) -> None:
    for name in names:
        run(f"DROP TABLE IF EXISTS {name}")


def roll_up_alone() -> None:
    """No other roll-up gets on until the caller's transaction ends. SQLite's transactions are alone as it is.

    What a batch is about is looked up in the stored tables row by row, by an index: a planner that has the choice
    merges the batch with an index as a whole, and so reads the history of everybody.
    """
    if connection.vendor == "postgresql":
        run("SELECT pg_advisory_xact_lock(hashtext('analytics.rollups'))")
        run("SET LOCAL jit = off")
        run("SET LOCAL work_mem = '64MB'")
        # A few thousand rows of a temporary table say enough about it.
        run("SET LOCAL default_statistics_target = 10")
        _join_as_a_whole("off")


@contextmanager
def joined_as_a_whole() -> Iterator[None]:
    """For a statement that joins temporary tables, which have no index."""
    _join_as_a_whole("on")
    yield
    # Not after an error, which ends the transaction and with it the settings.
    _join_as_a_whole("off")


def _join_as_a_whole(value: str) -> None:
    if connection.vendor == "postgresql":
        run(f"SELECT set_config('enable_hashjoin', '{value}', true), set_config('enable_mergejoin', '{value}', true)")
