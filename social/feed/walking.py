"""Which rows a page of the feed has: found in one statement, however many are followed and however much they did.

For each person and source the latest row is looked up by its index. Of those that are among the latest, the walk goes
on from stretch to stretch, each time to the latest row before the stretch begins, as far down as the page can reach.
The parts that say what may be seen are the ORM's (`social.feed.sources`); what joins them is `social.feed.statement`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from social.feed.sources import LISTENS_FOR, ids_since
from social.feed.statement import Slot, moment_for, statement, uuid_for
from social.feed.stretches import STRETCH, beginning_of

_MOMENT = timedelta(microseconds=1)
ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)
_PLAIN = {"postgresql": "SET LOCAL jit = off; ", "sqlite": ""}
"""Compiling the statement takes longer than all of its look-ups. It is one round trip, and one transaction."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the feed: what ``actor`` did of one ``kind`` in the stretch of ``at``, when they did it last.

    ``count`` is how much it was, ``items`` the keys of the latest few.
    """

    at: datetime
    kind: str
    actor: UUID
    count: int = 0
    items: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind ``after``, or at the top. What happened after ``until`` is not looked at: it would
    move rows upwards between two pages.
    """

    until: datetime
    after: Place | None = None


def places(
    *,
    reader: User,
    whose: User,
    people: Callable[[User], QuerySet[Any]],
    cursor: Cursor,
    limit: int,
    floor: datetime = ANY_TIME,
) -> list[Place]:
    """The next rows, the latest first, none earlier than ``floor``; one statement.

    ``people`` of ``whose``, who are told of, are `values_list` of an id and whether they share their listens.
    """
    after = cursor.after
    sql, slots = statement(people, after.kind if after else None)
    values = {**_values(reader, whose, cursor, limit), Slot.FLOOR: moment_for(floor)}
    with connection.cursor() as run:
        run.execute(
            _PLAIN[connection.vendor] + sql, [values[each] if isinstance(each, Slot) else each for each in slots]
        )
        found = [_place(*row) for row in run.fetchall()]
    return [each for each in found if each.at >= floor]


def _values(reader: User, whose: User, cursor: Cursor, limit: int) -> dict[Slot, Any]:
    after, until = cursor.after, cursor.until
    since = timezone.now() - LISTENS_FOR
    first, last = ids_since(since)
    begins = beginning_of(after.at) if after else until
    return {
        Slot.READER: uuid_for(reader.pk),
        Slot.WHOSE: uuid_for(whose.pk),
        Slot.SINCE: moment_for(since),
        Slot.FIRST_ID: uuid_for(first),
        Slot.LAST_ID: uuid_for(last),
        # What is later than the stretch that the page broke in was on it.
        Slot.TOP: moment_for(min(until, begins + STRETCH - _MOMENT)),
        Slot.BEGINS: moment_for(begins),
        Slot.AFTER: moment_for(after.at if after else until),
        Slot.ACTOR: uuid_for(after.actor) if after else None,
        Slot.LIMIT: limit,
        Slot.LAST: limit - 1,
    }


def _place(at: Any, kind: str, actor: Any, count: int, items: Any) -> Place:
    """SQLite has moments, ids and lists as text."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    keys = json.loads(items) if isinstance(items, str) else items
    return Place(
        moment if moment.tzinfo else moment.replace(tzinfo=UTC), kind, _uuid(actor), count, tuple(map(_uuid, keys))
    )


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
