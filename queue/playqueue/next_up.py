"""The locked queue together with the entry that follows, in one statement: what `next/` begins with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from accounts.models import User
from analytics.scrobbling.outbox import listens_are_sent
from config.prepared import Prepared
from playqueue.models import PlayQueue, QueueItem


def _following(user: UUID) -> QuerySet[QueueItem, QueueItem]:
    """As `PlayQueue.upcoming` finds it. ``seen_version`` is the queue's in the statement's snapshot."""
    own = PlayQueue.objects.filter(user=user).order_by()
    # The key of the current entry, or of the removed one, which the entry that goes on may have taken over.
    behind = Case(When(queue__current_item=None, then=F("queue__current_key")), default=F("queue__current_key") + 1)
    after = QueueItem.objects.filter(queue_id=Subquery(own.values("pk")), sort_key__gte=OuterRef("behind"))
    found = QueueItem.objects.filter(queue__user=user).alias(behind=behind)
    found = found.filter(pk=Subquery(after.order_by("sort_key").values("pk")[:1])).order_by()
    found = found.annotate(seen_version=Subquery(own.values("version")), is_sent=listens_are_sent(user))
    return found.to_start().select_for_update(of=("queue",))


_FOLLOWING = Prepared(_following, user=UUID)


def next_up(user: User) -> Any:
    """The `QueueItem` after the current one with its `queue`, which is locked until the caller's transaction ends.

    None when there is none, and when the queue had to be waited for and has changed meanwhile: what is joined to a
    locked row may be older than the row. ``is_sent`` tells whether the listener's listens go to other services.
    """
    found: Any = _FOLLOWING.first(user=user.pk)
    if found is None or found.queue.version != found.seen_version:
        return None
    found.queue.user = user
    return found
