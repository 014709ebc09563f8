"""The one statement that finds the rows of a page.

It is put together once in each process: a parameter that is another each time is a `Slot` in its list.
"""

# ruff: noqa: S608, S611  (our own names, and what the ORM wrote; values are parameters)

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import Enum, auto
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from social.feed.sources import SOURCES, Source, ids_since
from social.feed.stretches import beginning_sql

ITEMS = 5
"""The latest of a row, that come with it."""

Sql = tuple[str, list[Any]]
People = Callable[[User], QuerySet[Any]]


class Slot(Enum):
    READER = auto()
    WHOSE = auto()
    SINCE = auto()
    FIRST_ID = auto()
    LAST_ID = auto()
    FLOOR = auto()
    TOP = auto()
    BEGINS = auto()
    AFTER = auto()
    ACTOR = auto()
    LIMIT = auto()
    LAST = auto()


_READER = User(pk=UUID(int=1))
_WHOSE = User(pk=UUID(int=2))
_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
"""They stand for what takes their place: the ORM writes a statement for somebody."""


@cache
def statement(people: People, after: str | None) -> Sql:
    """For a page behind a row of the kind ``after``, None for the first one. Its rows are (at, kind, actor, count,
    keys of the items).
    """
    sql, values = _compiled(people(_WHOSE))
    parts = [f"people(actor, shares) AS MATERIALIZED ({sql})"]
    for sql, given in (*_heads(after), _cut(), *map(_walk, SOURCES), _page()):
        parts.append(sql)
        values += given
    counts, counted = _by_kind(_counted)
    items, listed = _by_kind(_listed)
    rows = f"SELECT g.at, g.kind, g.actor, {counts}, {items} FROM page AS g ORDER BY g.at DESC, g.kind, g.actor"
    return f"WITH RECURSIVE {', '.join(parts)} {rows}", [*values, *counted, *listed]


def moment_for(moment: datetime) -> Any:
    """As a parameter."""
    return connection.ops.adapt_datetimefield_value(moment)


def uuid_for(key: UUID) -> Any:
    field: Field[Any, Any] = User._meta.pk
    return field.get_db_prep_value(key, connection)


def _heads(after: str | None) -> Iterator[Sql]:
    """`best_<kind>`: the latest row of each person that is not on an earlier page, the latest of those."""
    for source in SOURCES:
        kind, who = source.kind, " WHERE p.shares" if source.needs_sharing else ""
        latest, values = _latest(source, "p.actor", "lte", ("%s", [Slot.TOP]), has_floor=True)
        yield f"first_{kind}(actor, at) AS MATERIALIZED (SELECT p.actor, ({latest}) FROM people AS p{who})", values
        found = f"first_{kind}"
        if after is not None:
            # Who is on an earlier page with the stretch that the page broke in goes on before that.
            earlier, values = _latest(source, "f.actor", "lt", ("%s", [Slot.BEGINS]), has_floor=True)
            behind, place = _behind(kind, after)
            found = f"next_{kind}"
            at = f"CASE WHEN {behind} THEN f.at ELSE ({earlier}) END"
            rows = f"SELECT f.actor, {at} FROM first_{kind} AS f WHERE f.at IS NOT NULL"
            yield f"{found}(actor, at) AS MATERIALIZED ({rows})", [*place, *values]
        best = f"SELECT actor, at FROM {found} WHERE at IS NOT NULL ORDER BY at DESC, actor LIMIT %s"
        yield f"best_{kind}(actor, at) AS MATERIALIZED ({best})", [Slot.LIMIT]


def _behind(kind: str, after: str) -> Sql:
    """Whether `f` comes after the place, in the order of the feed."""
    if kind != after:
        return f"f.at {'<=' if kind > after else '<'} %s", [Slot.AFTER]
    return "(f.at < %s OR (f.at = %s AND f.actor > %s))", [Slot.AFTER, Slot.AFTER, Slot.ACTOR]


def _cut() -> Sql:
    """As many rows as the page has are this late: what is earlier cannot be on it."""
    heads = " UNION ALL ".join(f"SELECT at FROM best_{source.kind}" for source in SOURCES)
    latest = f"SELECT at FROM ({heads}) AS b ORDER BY at DESC LIMIT 1 OFFSET %s"
    return f"cut(at) AS MATERIALIZED ({latest})", [Slot.LAST]


def _walk(source: Source) -> Sql:
    kind, begins = source.kind, beginning_sql("w.at", connection.vendor)
    earlier, values = _latest(source, "w.actor", "lt", (begins, []))
    return (
        f"walk_{kind}(actor, at, number) AS (SELECT actor, at, 1 FROM best_{kind} UNION ALL "
        f"SELECT w.actor, ({earlier}), w.number + 1 FROM walk_{kind} AS w WHERE w.at IS NOT NULL "
        "AND w.number < %s AND NOT EXISTS (SELECT 1 FROM cut WHERE cut.at >= w.at))",
        [*values, Slot.LIMIT],
    )


def _page() -> Sql:
    walks = " UNION ALL ".join(f"SELECT '{s.kind}' AS kind, actor, at FROM walk_{s.kind}" for s in SOURCES)
    found = f"SELECT at, kind, actor FROM ({walks}) AS w WHERE at IS NOT NULL ORDER BY at DESC, kind, actor LIMIT %s"
    return f"page(at, kind, actor) AS MATERIALIZED ({found})", [Slot.LIMIT]


def _by_kind(one: Callable[[Source], Sql]) -> Sql:
    parts = {source.kind: one(source) for source in SOURCES}
    cases = " ".join(f"WHEN '{kind}' THEN {sql}" for kind, (sql, _) in parts.items())
    return f"CASE g.kind {cases} END", [value for _, values in parts.values() for value in values]


def _counted(source: Source) -> Sql:
    sql, values = _compiled(_of_row(source).order_by())
    return f"(SELECT COUNT(*) FROM ({sql}) AS c)", values


def _listed(source: Source) -> Sql:
    sql, values = _compiled(_of_row(source).order_by(f"-{source.at}", "-id")[:ITEMS])
    if connection.vendor == "postgresql":
        return f"ARRAY({sql})", values
    return f"(SELECT json_group_array(c.id) FROM ({sql}) AS c)", values


def _of_row(source: Source) -> QuerySet[Any]:
    """The keys of all that belongs to the row `g`."""
    begins = RawSQL(beginning_sql("g.at", connection.vendor), [])
    within = {f"{source.at}__gte": begins, f"{source.at}__lte": RawSQL("g.at", [])}
    actor = {f"{source.actor}_id": RawSQL("g.actor", [])}
    rows: QuerySet[Any] = source.rows(_READER, _SINCE).filter(**actor, **within).values("id")
    return rows


def _latest(source: Source, actor: str, how: str, bound: Sql, *, has_floor: bool = False) -> Sql:
    """The moment of the latest row of ``actor`` that is ``how`` ("lt", "lte") the bound."""
    wanted = {f"{source.actor}_id": RawSQL(actor, []), f"{source.at}__{how}": RawSQL(bound[0], bound[1])}
    if has_floor:
        wanted[f"{source.at}__gte"] = RawSQL("%s", [Slot.FLOOR])
    rows = source.rows(_READER, _SINCE).filter(**wanted).order_by(f"-{source.at}").values(source.at)
    return _compiled(rows[:1])


def _compiled(rows: QuerySet[Any]) -> Sql:
    sql, values = rows.query.get_compiler(connection=connection).as_sql()
    first, last = ids_since(_SINCE)
    slots = {
        uuid_for(_READER.pk): Slot.READER,
        uuid_for(_WHOSE.pk): Slot.WHOSE,
        moment_for(_SINCE): Slot.SINCE,
        uuid_for(first): Slot.FIRST_ID,
        uuid_for(last): Slot.LAST_ID,
    }
    return sql, [slots.get(value, value) for value in values]
