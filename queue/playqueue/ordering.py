"""Where entries stand: sort keys with gaps, dealt out so that what is added or moved touches one row.

Every function takes a line whose row was locked in the same transaction, such as `PlayQueue.objects.locked` returns.
They change the entries, and on the instance its counts and keys; saving the instance is left to the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.expressions import OrderBy, Window
from django.db.models.functions import Random, RowNumber

from config.errors import FieldError
from playqueue.errors import QueueFull
from playqueue.lines import BEGINNING, GAP, MAX_ENTRIES, Line

HIGHEST_KEY = 2**61
"""Keys that would leave this range, up or down, are dealt out anew."""

_WORKING_RANGE = -(2**62)
"""Where no key ever stays: a renumbering goes through here, so that no new key meets an old one."""

INSERTED_AT_ONCE = 1_000

NAMED = 20
"""Of entries that are added at once, so many are named to the other devices; the rest is theirs to fetch."""

Neighbours = tuple[int | None, int | None]
Entry = Any
"""A row of the line's `items`."""
Entries = Any
"""A queryset of such rows."""


def check_position(count: int, position: int) -> None:
    """Refuses a place that is none of ``count``."""
    if position >= count:
        message = f"The last position is {count - 1}." if count else "The queue is empty."
        raise FieldError("position", message, code="max_value")


def append(queue: Line, track_ids: Sequence[int], **about: Any) -> list[Entry]:
    """Add entries at the end, one statement per 1,000; raises `QueueFull`. ``about`` are their other columns."""
    if queue.track_count + len(track_ids) > MAX_ENTRIES:
        raise QueueFull
    last = _last_key(queue, room_for=len(track_ids))
    items = [
        queue.items.model(queue=queue, track_id=track_id, sort_key=last + GAP * number, **about)
        for number, track_id in enumerate(track_ids, start=1)
    ]
    queue.items.bulk_create(items, batch_size=INSERTED_AT_ONCE)
    queue.note("added", position=queue.track_count, count=len(items), item_ids=[item.pk for item in items[:NAMED]])
    queue.track_count += len(items)
    return items


def append_one(queue: Line, track_id: int, **about: Any) -> Entry:
    """Add one entry at the end, as a rule in one statement, which finds the key itself; raises `QueueFull`."""
    if queue.track_count >= MAX_ENTRIES:
        raise QueueFull
    item, floor = queue.items.model(queue=queue, track_id=track_id, **about), max(0, queue.current_key)
    key = "COALESCE(({column} WHERE queue_id = %s AND sort_key > %s ORDER BY sort_key DESC LIMIT 1), %s) + %s"
    if not _inserted(item, key.format(column=_column_of(item, "sort_key")), [_line_of(item), floor, floor, GAP]):
        return append(queue, [track_id], **about)[0]
    queue.note("added", position=queue.track_count, count=1, item_ids=[item.pk])
    queue.track_count += 1
    return item


def insert_next(queue: Line, track_id: int, **about: Any) -> tuple[Entry, int]:
    """Add one entry behind the current one; the entry and its position. Raises `QueueFull`."""
    if queue.track_count >= MAX_ENTRIES:
        raise QueueFull
    item = queue.items.model(queue=queue, track_id=track_id, **about)
    if queue.current_item_id is None or not _inserted_behind(item, queue.current_key):
        item.sort_key = _free_key(queue, lambda: _around_next(queue))
        item.save(force_insert=True)
    queue.track_count += 1
    position = queue.current_position + (queue.current_item_id is not None)
    queue.note("added", position=position, count=1, item_ids=[item.pk])
    return item, position


def move(queue: Line, item: Entry, position: int) -> None:
    """Let an entry of the queue stand at ``position``, which must be one of the queue's."""
    was_heard = item.sort_key < queue.current_key
    others = queue.items.exclude(pk=item.pk)
    item.sort_key = _free_key(queue, lambda: _around_place(queue, others, position))
    queue.items.filter(pk=item.pk).update(sort_key=item.sort_key)
    queue.note("moved", item_id=item.pk, position=position)
    if item.pk == queue.current_item_id:
        queue.current_key, queue.current_position = item.sort_key, position
    else:
        queue.current_position += (item.sort_key < queue.current_key) - was_heard


def remove(queue: Line, item: Entry) -> None:
    """Take out one entry. When it is the current one, nothing is current until the next move.

    The pointer to it goes when the caller saves the queue: the database looks at it when the transaction ends.
    """
    queue.current_position -= item.sort_key < queue.current_key
    if item.pk == queue.current_item_id:
        queue.current_item = None
    queue.track_count -= 1
    queue.note("removed", item_id=item.pk)
    _delete(queue.items.filter(pk=item.pk))


def empty(queue: Line) -> None:
    """Take out everything, in one statement; the pointer goes as with `remove`."""
    queue.current_item = None
    queue.current_key, queue.current_position, queue.track_count = BEGINNING, 0, 0
    queue.note("emptied")
    _delete(queue.items.all())


def shuffle_upcoming(queue: Line) -> None:
    """Put what comes after the current entry in a random order, in one statement for all."""
    start = _last_key(queue, room_for=queue.track_count)
    _renumber(queue.upcoming(), by=Random().asc(), start=start)
    queue.note("shuffled", position=queue.current_position + (queue.current_item_id is not None))


def _inserted_behind(item: Entry, left: int) -> bool:
    """Half way between the key ``left`` and the one after it; False when there is no room."""
    between = _column_of(item, f"CASE WHEN sort_key - %s > 1 THEN (sort_key + %s) / 2 ELSE {HIGHEST_KEY} END")
    key = f"COALESCE(({between} WHERE queue_id = %s AND sort_key > %s ORDER BY sort_key LIMIT 1), %s)"
    return _inserted(item, key, [left, left, _line_of(item), left, left + GAP])


def _inserted(item: Entry, key: str, given: Sequence[Any]) -> bool:
    """Store the entry with the key that an expression finds; False when that is out of range, and nothing is stored."""
    quote = connection.ops.quote_name
    fields = [field for field in item._meta.concrete_fields if field.attname != "sort_key"]
    values = [field.get_db_prep_save(field.pre_save(item, add=True), connection) for field in fields]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(item._meta.db_table)} ({columns}, sort_key) "  # noqa: S608  # names of our own
            f"SELECT {', '.join(['%s'] * len(fields))}, place.sort_key FROM (SELECT {key} AS sort_key) AS place "
            f"WHERE place.sort_key < {HIGHEST_KEY} RETURNING sort_key",
            [*values, *given],
        )
        found = cursor.fetchone()
    if found is not None:
        item.sort_key, item._state.adding, item._state.db = int(found[0]), False, connection.alias
    return found is not None


def _column_of(item: Entry, expression: str) -> str:
    return f"SELECT {expression} FROM {connection.ops.quote_name(item._meta.db_table)}"  # noqa: S608  # as above


def _line_of(item: Entry) -> Any:
    return item._meta.get_field("queue").get_db_prep_save(item.queue_id, connection)


def _delete(items: Entries) -> None:
    """Without Django's collector, which would load every row to find the queues that point to it."""
    items._raw_delete(items.db)


def _last_key(queue: Line, *, room_for: int) -> int:
    """The key to append after: of the last entry, or of the current one if that was last and is gone."""
    found = queue.items.order_by("-sort_key").values_list("sort_key", flat=True).first() if queue.track_count else None
    last = max(found or 0, queue.current_key)
    if last + room_for * GAP < HIGHEST_KEY:
        return last
    _deal_out_anew(queue)
    return max(queue.track_count * GAP, queue.current_key)


def _free_key(queue: Line, neighbours: Callable[[], Neighbours]) -> int:
    while (key := _key_between(*neighbours())) is None:
        _deal_out_anew(queue)
    return key


def _key_between(left: int | None, right: int | None) -> int | None:
    """A key after ``left`` and before ``right`` (None: the end of the queue there); None when there is no room."""
    if right is None:
        key = (left or 0) + GAP
    elif left is None:
        key = right - GAP
    else:
        key = (left + right) // 2 if right - left > 1 else HIGHEST_KEY
    return key if -HIGHEST_KEY < key < HIGHEST_KEY else None


def _around_next(queue: Line) -> Neighbours:
    right = queue.upcoming().values_list("sort_key", flat=True).first()
    if queue.current_item_id is not None:
        return queue.current_key, right
    # Nothing is current: the entry may have the key of the one that was.
    return (queue.current_key - 1 if queue.current_key != BEGINNING else None), right


def _around_place(queue: Line, others: Entries, position: int) -> Neighbours:
    in_order = others.order_by("sort_key").values_list("sort_key", flat=True)
    keys: list[int | None] = list(in_order[max(0, position - 1) : position + 1])
    left, right = [*([None] if position == 0 else []), *keys, None][:2]
    if right is None:
        return max(left or 0, queue.current_key), None
    return left, right


def _deal_out_anew(queue: Line) -> None:
    """Give every entry its key by its place, with whole gaps in between."""
    _renumber(queue.items.all(), by=F("sort_key").asc(), start=_WORKING_RANGE)
    _renumber(queue.items.all(), by=F("sort_key").asc(), start=0)
    behind = queue.current_position * GAP
    # While nothing is current, right behind what was heard: whatever goes next has the whole gap.
    queue.current_key = behind + (GAP if queue.current_item_id is not None else 1)


def _renumber(items: Entries, *, by: OrderBy, start: int) -> None:
    """Give the entries the keys after ``start``, a gap apart, in the order ``by``. None of these may be taken."""
    ranked = items.order_by().annotate(ordinal=Window(RowNumber(), order_by=by)).values("id", "ordinal")
    inner, parameters = ranked.query.sql_with_params()
    table = connection.ops.quote_name(items.model._meta.db_table)
    # The ORM has no UPDATE ... FROM; this form is PostgreSQL's and, since 3.33, SQLite's. The text is the ORM's own.
    statement = (
        f"UPDATE {table} SET sort_key = %s + ranked.ordinal * %s "  # noqa: S608
        f"FROM ({inner}) AS ranked WHERE {table}.id = ranked.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [start, GAP, *parameters])
