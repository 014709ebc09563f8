"""The activities by month, on PostgreSQL: one partition for each month, by the time in the id (UUID version 7).

By the id, because then it is the primary key alone: keys of other tables point to it, and a look-up by it opens one
partition. `before` holds what is older than the first month, `rest` what is newer than the last one, which is made
long before it is needed. Elsewhere than on PostgreSQL there is one table, and nothing here does anything.
"""

# ruff: noqa: S608  (names of our own tables, and ids that are made of dates)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from analytics.rollups.triggers import paused

TABLE: Final = "analytics_activity"
BEFORE: Final = f"{TABLE}_before"
REST: Final = f"{TABLE}_rest"
AHEAD: Final = 2
"""Months after this one that have their partition."""

YEARS_APART: Final = 2
"""What is older than that stays in `before`: a statement that looks at all months locks each of them with its indexes,
and the server has room for a few thousand locks."""

_MONTH = re.compile(rf"{TABLE}_y(\d{{4}})m(\d{{2}})")


def _on_postgresql(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def run(*arguments: Any) -> None:
        if connection.vendor == "postgresql":
            function(*arguments)

    return run


@_on_postgresql
def partition() -> None:
    """Make the plain table the partition `before` of one that is partitioned: at once, without moving a row."""
    if _values("SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", TABLE) == ["p"]:
        return
    with transaction.atomic(), _without_keys_to_it():
        _run(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        newest = _values(f"SELECT id FROM {TABLE} ORDER BY id DESC LIMIT 1")
        end = next_month(month_of(newest[0])) if newest else month_of(timezone.now())
        keys = _constraints("conrelid")
        indexes = _rename_indexes()
        _run(f"ALTER TABLE {TABLE} RENAME TO {BEFORE}")
        _run(f"CREATE TABLE {TABLE} (LIKE {BEFORE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id)")
        _run(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (id)")
        for definition in indexes:
            _run(definition)
        for _, name, definition in keys:
            _run(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}')
        _attach_before(end)
        _run(f"CREATE TABLE {REST} PARTITION OF {TABLE} DEFAULT")
        _make_missing(end, _ahead())


@_on_postgresql
def make_ahead() -> None:
    """The partitions of this month and the next ones. Safe to repeat, also at the same time."""
    with transaction.atomic():
        _lock_out_others()
        _make_missing(_months()[0] if _months() else month_of(timezone.now()), _ahead())


@_on_postgresql
def make_months(first: datetime, last: datetime) -> None:
    """Partitions of their own for the months from ``first`` to ``last``, with what is there already.

    What has to move is moved in one transaction for each month, the newest first; whoever reads or writes activities
    waits meanwhile. It goes on where it was stopped.
    """
    first, last = month_of(first), month_of(last)
    while (months := _months()) and months[0] > first:
        with transaction.atomic():
            _lock_out_others()
            _split_off(month_before(_months()[0]))
    with transaction.atomic():
        _lock_out_others()
        _make_missing(first, last)


@_on_postgresql
def split_before() -> None:
    """Move what is in `before` into partitions of its own months, as `make_months` does, but for what is oldest."""
    oldest = _values(f"SELECT id FROM {BEFORE} ORDER BY id LIMIT 1")
    if oldest:
        now = timezone.now()
        limit = month_of(now.replace(day=1, year=now.year - YEARS_APART))
        make_months(max(month_of(oldest[0]), limit), now)


def month_of(moment: datetime | UUID) -> datetime:
    """The beginning of the month, in UTC; of an id: by the time in it."""
    if isinstance(moment, UUID):
        moment = datetime.fromtimestamp((moment.int >> 80) / 1000, UTC)
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def month_before(month: datetime) -> datetime:
    return month.replace(year=month.year - (month.month == 1), month=(month.month - 2) % 12 + 1)


def _ahead() -> datetime:
    month = month_of(timezone.now())
    for _ in range(AHEAD):
        month = next_month(month)
    return month


def _months() -> list[datetime]:
    """The months that have a partition."""
    names = _values("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(%s)", TABLE)
    matches = (_MONTH.fullmatch(name.rpartition(".")[2]) for name in names)
    return sorted(datetime(int(match[1]), int(match[2]), 1, tzinfo=UTC) for match in matches if match)


def _make_missing(first: datetime, last: datetime) -> None:
    """All from ``first`` to ``last``, and between those and the ones that are there, so that no month is left out."""
    there = _months()
    month = min([first, *there[:1]])
    while month <= last or (there and month < there[-1]):
        if month not in there:
            _make(month)
        month = next_month(month)


def _make(month: datetime) -> None:
    """What came in while the month had no partition is in `rest`, and moves."""
    name = _create(month)
    end = next_month(month)
    if _values(f"SELECT 1 FROM {REST} WHERE id >= %s AND id < %s LIMIT 1", _bound(month), _bound(end)):
        with _without_keys_to_it(), paused():
            _move(REST, name, month, end)
            _attach(name, month, end)
    else:
        _attach(name, month, end)


def _split_off(month: datetime) -> None:
    """The last month of `before`."""
    end = next_month(month)
    with _without_keys_to_it(), paused():
        _run(f"ALTER TABLE {TABLE} DETACH PARTITION {BEFORE}")
        name = _create(month)
        _move(BEFORE, name, month, end)
        _attach(name, month, end)
        _attach_before(month)


def _create(month: datetime) -> str:
    name = f"{TABLE}_y{month:%Y}m{month:%m}"
    _run(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)")
    return name


def _move(source: str, target: str, start: datetime, end: datetime) -> None:
    moved = f"DELETE FROM {source} WHERE id >= %s AND id < %s RETURNING *"
    _run(f"WITH moved AS ({moved}) INSERT INTO {target} SELECT * FROM moved", _bound(start), _bound(end))
    _run("SET CONSTRAINTS ALL IMMEDIATE")


def _attach(name: str, start: datetime, end: datetime) -> None:
    bounds = f"FROM ('{_bound(start)}') TO ('{_bound(end)}')"
    _run(f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES {bounds}")


def _attach_before(end: datetime) -> None:
    _run(f"ALTER TABLE {TABLE} ATTACH PARTITION {BEFORE} FOR VALUES FROM (MINVALUE) TO ('{_bound(end)}')")


def _bound(month: datetime) -> str:
    """Below every id of the month, and above every one of the month before."""
    return str(UUID(int=int(month.timestamp() * 1000) << 80))


def _rename_indexes() -> list[str]:
    """Free the names of the plain table's indexes; how those but for the primary key are made."""
    rows = _rows(
        "SELECT i.indexrelid::regclass::text, i.indisprimary, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid = to_regclass(%s)",
        TABLE,
    )
    for name, _, _ in rows:
        plain = name.strip('"')
        _run(f'ALTER INDEX "{plain}" RENAME TO "{plain[:52]}_before"')
    return [definition for _, primary, definition in rows if not primary]


def _constraints(side: str) -> list[tuple[Any, ...]]:
    """Foreign keys: table, name and definition. ``side`` `conrelid`: of the activities; `confrelid`: to them."""
    return _rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE contype = 'f' AND conparentid = 0 AND {side} = to_regclass(%s)",
        TABLE,
    )


@contextmanager
def _without_keys_to_it() -> Iterator[None]:
    """Keys that point to the activities would hold the rows that move. They are back, checked, when it is done."""
    keys = _constraints("confrelid")
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name, _ in keys:
        _run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    for table, name, definition in keys:
        _run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _lock_out_others() -> None:
    """Two that make partitions at the same time would make the same ones."""
    _run("SELECT pg_advisory_xact_lock(hashtext(%s))", "analytics.partitions")


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _values(sql: str, *values: Any) -> list[Any]:
    return [row[0] for row in _rows(sql, *values)]
