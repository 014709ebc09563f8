"""`notify` of a grouped kind for many listeners in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.models import User
from config.jobs.services import enqueue
from config.realtime.publishing import push, user_group
from notifications.kinds import Channel
from notifications.models import Notification, NotificationActor, Preferences
from notifications.rendering import shown
from notifications.services import DELIVER, TOLD_AT_ONCE, Subject

AT_ONCE: Final = TOLD_AT_ONCE


@transaction.atomic
def notify_group(
    *, users: Sequence[User], kind: str, subject: Subject, actor: User, data: Mapping[str, Any], group_key: str
) -> int:
    """Tell up to `AT_ONCE` listeners; how many were told anything new.

    Not for two callers of one group at a time: those who insert the same rows in different orders wait for each other.
    """
    wishes = {each.user_id: each for each in Preferences.objects.filter(user__in=users)}
    wanted = {user.pk: wishes.get(user.pk, Preferences(user=user)).channels_of(kind) for user in users[:AT_ONCE]}
    drafts = [
        Notification(
            user_id=user_id,
            kind=kind,
            actor=actor,
            subject_type=subject.type,
            subject_id=str(subject.id),
            data=dict(data),
            group_key=group_key,
            is_listed=Channel.IN_APP in channels,
        )
        for user_id, channels in wanted.items()
        if channels
    ]
    told = [*_begun(drafts), *_grown(drafts, actor, data)]
    NotificationActor.objects.bulk_create(
        (NotificationActor(notification=each, actor=actor) for each in told), ignore_conflicts=True
    )
    _send(told, wanted)
    return len(told)


def _begun(drafts: Sequence[Notification]) -> list[Notification]:
    """Those that are the first unread ones of their group."""
    Notification.objects.bulk_create(drafts, ignore_conflicts=True)
    there = set(Notification.objects.filter(pk__in=[each.pk for each in drafts]).values_list("pk", flat=True))
    return [each for each in drafts if each.pk in there]


def _grown(drafts: Sequence[Notification], actor: User, data: Mapping[str, Any]) -> list[Notification]:
    """Groups that were unread before, and did not count the actor yet."""
    if not drafts:
        return []
    groups = Notification.objects.filter(
        user__in=[each.user_id for each in drafts], kind=drafts[0].kind, group_key=drafts[0].group_key
    ).exclude(pk__in=[each.pk for each in drafts])
    counted = Exists(NotificationActor.objects.filter(notification=OuterRef("pk"), actor=actor))
    grown = list(groups.exclude(counted).select_for_update(of=("self",)).order_by("pk"))
    now = timezone.now()
    changes: dict[str, Any] = {"actor": actor, "data": dict(data), "updated_at": now}
    Notification.objects.filter(pk__in=[each.pk for each in grown]).update(count=F("count") + 1, **changes)
    for each in grown:
        each.actor, each.data, each.updated_at = actor, dict(data), now
        each.count += 1
    return grown


def _send(told: Sequence[Notification], wanted: Mapping[UUID, Collection[Channel]]) -> None:
    for each in told:
        if each.is_listed:
            push(user_group(each.user_id), {"type": "notification", "notification": shown(each)})
    further = [each for each in told if set(wanted[each.user_id]) - {Channel.IN_APP}]
    if further:
        enqueue(kind=DELIVER, key=str(further[0].pk), arguments={"notifications": [str(each.pk) for each in further]})
