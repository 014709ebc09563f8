"""Taking somebody out of what others were told: their account goes, or one of the two blocks the other."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.models import User
from config.batches import DELETED_AT_ONCE, Alive, delete_in_batches, nobody_waits
from notifications.models import Notification, NotificationActor


def part(blocker: User, blocked: User) -> None:
    """Neither reads any more what the other did."""
    for user, actor in ((blocker, blocked), (blocked, blocker)):
        _forget(
            actor,
            NotificationActor.objects.filter(actor=actor, notification__user=user),
            Notification.objects.filter(actor=actor, user=user),
        )


def forget(actor: User, alive: Alive) -> None:
    """Nobody reads any more what ``actor`` did: what only they had caused goes; of what others did too, one less is
    counted, and another of them is named."""
    _forget(actor, NotificationActor.objects.filter(actor=actor), Notification.objects.filter(actor=actor), alive)


def _forget(
    actor: User, rows: QuerySet[NotificationActor], told: QuerySet[Notification], alive: Alive = nobody_waits
) -> None:
    others = NotificationActor.objects.filter(notification=OuterRef("pk")).exclude(actor=actor).order_by("-pk")
    while batch := list(rows.values_list("pk", "notification_id")[:DELETED_AT_ONCE]):
        counted = Notification.objects.filter(pk__in=[notification for _, notification in batch], count__gt=1)
        counted.update(count=F("count") - 1, actor=Subquery(others.values("actor")[:1]))
        NotificationActor.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
        alive()
    # What only this listener had caused says nothing any more.
    delete_in_batches(told, alive=alive)
