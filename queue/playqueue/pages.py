"""Pages of the queue's entries and of the history. Each is one statement, and rows are rendered without a serializer:
a queue may hold 10,000 entries, which may all be asked for at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from rest_framework.request import Request

from accounts.authentication import listener
from accounts.models import User
from analytics.models import Activity
from catalogue.entries import ENTRY_COLUMNS, entry_keys
from config.addresses import absolute_urls
from config.pagination import LinkedPagination, WholeUnlessLimited
from config.prepared import Prepared
from playqueue.models import PlayQueue, QueueItem

Shown = dict[str, Any]
Row = tuple[Any, ...]


def _entries_of(user: UUID) -> QuerySet[QueueItem, Row]:
    """The queue keeps the total under its lock, so that nobody has to count."""
    own = PlayQueue.objects.filter(user=user).order_by()
    entries = QueueItem.objects.filter(queue_id=Subquery(own.values("pk"))).order_by("sort_key")
    total = Subquery(own.values("track_count"))
    return entries.annotate(total=total).values_list(*ENTRY_COLUMNS, "pk", "source", "context", "total")


def _listens_of(user: UUID) -> QuerySet[Activity, Row]:
    listens = Activity.objects.visible_to(User(pk=user)).listens()
    total = Func(F("pk"), function="COUNT", output_field=IntegerField())
    counted = Subquery(listens.order_by().annotate(total=total).values("total"))
    columns = (*ENTRY_COLUMNS, "pk", "timestamp", "played_ms", "action", "source", "total")
    return listens.newest_first().annotate(total=counted).values_list(*columns)


_ENTRIES = Prepared(_entries_of, ids_as_text=True, user=UUID)
_LISTENS = Prepared(_listens_of, ids_as_text=True, user=UUID)


def entries_page(request: Request) -> tuple[list[Shown], dict[str, str]]:
    """The entries of the listener's queue, as `QueueEntrySerializer` shows them, and the paging headers."""
    pages, user = WholeUnlessLimited(), listener(request)
    rows = pages.cut_counted(request, _reader(_ENTRIES, user), lambda: PlayQueue.objects.of(user).track_count)
    address, first = absolute_urls(request), pages.offset or 0
    return [_entry(row, place, address) for place, row in enumerate(rows, start=first)], pages.headers()


def listens_page(request: Request, pages: LinkedPagination) -> list[Shown]:
    """What the listener heard, as `ListenSerializer` shows it, the newest first; ``pages`` knows the total then."""
    user = listener(request)
    rows = pages.cut_counted(request, _reader(_LISTENS, user), Activity.objects.visible_to(user).listens().count)
    address = absolute_urls(request)
    return [_listen(row, address) for row in rows]


def _reader(rows: Prepared[Row], user: User) -> Callable[[int, int], list[Row]]:
    return lambda limit, offset: rows.all(limit=limit, offset=offset, user=user.pk)


def _entry(row: Row, place: int, address: Callable[[str], str | None]) -> Shown:
    *track, pk, source, context, _ = row
    return {
        **entry_keys(track, address),
        "id": str(pk),
        "position": place,
        "source": source,
        "context": context and str(context),
    }


def _listen(row: Row, address: Callable[[str], str | None]) -> Shown:
    *track, pk, played_at, played_ms, action, source, _ = row
    return {
        **entry_keys(track, address),
        "id": str(pk),
        "played_at": played_at.isoformat().replace("+00:00", "Z"),
        "played_ms": played_ms,
        "action": action,
        "source": source,
    }
