"""Many rows, a few at a time: neither memory nor a lock grows with what a listener has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

READ_AT_ONCE = 2_000
DELETED_AT_ONCE = 1_000

Alive = Callable[[], None]


def nobody_waits() -> None:
    """For who deletes without telling anybody how it goes."""


def in_batches(rows: QuerySet[Any, Any], *, by: tuple[str, ...], size: int = READ_AT_ONCE) -> Iterator[dict[str, Any]]:
    """All of a `values()` queryset in the order of ``by``: one or two of its columns, unique together and never null.

    Each statement goes on behind the last row that was read, so no cursor is held open, and an index on the columns
    makes each as cheap as the first.
    """
    page = rows.order_by(*by)
    while found := list(page[:size]):
        yield from found
        if len(found) < size:
            return
        page = rows.filter(_behind(found[-1], by)).order_by(*by)


def delete_in_batches(rows: QuerySet[Any], *, alive: Alive = nobody_waits, size: int = DELETED_AT_ONCE) -> int:
    """Delete the rows and what hangs on them, each batch by itself unless the caller has a transaction; how many.

    ``alive`` is called after each batch; what it raises ends the work.
    """
    deleted = 0
    while batch := list(rows.order_by().values_list("pk", flat=True)[:size]):
        rows.model._default_manager.filter(pk__in=batch).delete()
        deleted += len(batch)
        alive()
    return deleted


def _behind(last: dict[str, Any], by: tuple[str, ...]) -> Q:
    first, *second = by
    if not second:
        return Q((f"{first}__gt", last[first]))
    # The plain bound is what an index understands; the rest looks at ties.
    tie = Q((first, last[first]), (f"{second[0]}__lte", last[second[0]]))
    return Q((f"{first}__gte", last[first])) & ~tie
