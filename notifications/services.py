"""Telling a listener something. The row is written in the caller's transaction; everything else happens after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.seen import are_blocked
from config.jobs.services import enqueue
from config.realtime.publishing import push, user_group
from notifications.errors import NotificationNotFound
from notifications.kinds import KINDS, Channel
from notifications.models import Notification, NotificationActor, NotificationQuerySet, Preferences
from notifications.rendering import shown

DELIVER = "notifications.deliver"
TOLD_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notification is about, such as `Subject("playlist", playlist.pk)`: for a client to open."""

    type: str = ""
    id: object = ""


NOTHING = Subject()


@transaction.atomic
def notify(
    *,
    user: User,
    kind: str,
    subject: Subject = NOTHING,
    actor: User | None = None,
    data: Mapping[str, Any] | None = None,
    group_key: str = "",
) -> Notification | None:
    """Tell ``user``, and return the notification; None when there is nobody to tell, or nothing new.

    ``kind`` is one of `notifications.kinds`, ``data`` has that kind's fields and what else a client may need (plain
    JSON). With ``group_key``, of a grouped kind the unread notification of the group is added to, and of any other
    kind the group is told once. Nobody is told what they did themselves, what somebody did with whom they are blocked,
    or what they switched off.
    """
    if not user.is_active or (actor is not None and (actor.pk == user.pk or are_blocked(actor.pk, user.pk))):
        return None
    wanted = Preferences.objects.of(user).channels_of(kind)
    if not wanted:
        return None
    made = _draft(user.pk, kind, subject, actor, data, group_key, is_listed=Channel.IN_APP in wanted)
    told = _add_to_group(made) if group_key and KINDS[kind].is_grouped else _written(made)
    if told is not None:
        told.actor = actor
        _tell(told)
        if wanted - {Channel.IN_APP}:
            enqueue(kind=DELIVER, key=str(told.pk), arguments={"notifications": [str(told.pk)]})
    return told


@transaction.atomic
def notify_each(
    *, users: Sequence[User], kind: str, subject: Subject, data: Mapping[str, Any], group_key: str
) -> list[Notification]:
    """`notify` for up to `TOLD_AT_ONCE` listeners in a few statements, of a kind that is not grouped."""
    wishes = {each.user_id: each for each in Preferences.objects.filter(user__in=users)}
    drafts = []
    for user in users[:TOLD_AT_ONCE]:
        wanted = wishes.get(user.pk, Preferences(user=user)).channels_of(kind)
        if wanted and user.is_active:
            is_listed = Channel.IN_APP in wanted
            drafts.append(_draft(user.pk, kind, subject, None, data, group_key, is_listed=is_listed))
    Notification.objects.bulk_create(drafts, ignore_conflicts=True)
    there = set(Notification.objects.filter(pk__in=[each.pk for each in drafts]).values_list("pk", flat=True))
    told = [each for each in drafts if each.pk in there]
    for each in told:
        _tell(each)
    if told:
        enqueue(kind=DELIVER, key=str(told[0].pk), arguments={"notifications": [str(each.pk) for each in told]})
    return told


@transaction.atomic
def mark_read(*, user: User, ids: Collection[UUID] | None = None, until: UUID | None = None) -> int:
    """Mark these read, or all that came no later than ``until``, or all there are; how many were unread."""
    notifications = Notification.objects.visible_to(user)
    if ids is not None:
        notifications = notifications.filter(pk__in=ids)
    elif until is not None:
        notifications = notifications.filter(updated_at__lte=_one(user, until).updated_at)
    marked = notifications.mark_read()
    if marked:
        _tell_read(user, ids)
    return marked


@transaction.atomic
def delete_notification(*, user: User, notification_id: UUID) -> None:
    """Raises NotificationNotFound."""
    _one(user, notification_id).delete()
    _tell_read(user, [notification_id])


def unread_count(user: User) -> int:
    return Notification.objects.visible_to(user).unread().count()


def _draft(
    user_id: UUID,
    kind: str,
    subject: Subject,
    actor: User | None,
    data: Mapping[str, Any] | None,
    group_key: str,
    *,
    is_listed: bool,
) -> Notification:
    said = dict(data or {})
    if missing := set(KINDS[kind].fields) - said.keys():
        raise ValueError(f"A notification of the kind {kind} needs {', '.join(sorted(missing))}.")
    return Notification(
        user_id=user_id,
        kind=kind,
        actor=actor,
        subject_type=subject.type,
        subject_id=str(subject.id),
        data=said,
        group_key=group_key,
        is_listed=is_listed,
    )


def _written(made: Notification) -> Notification | None:
    """Store it, unless its group was told of already."""
    Notification.objects.bulk_create([made], ignore_conflicts=True)
    return made if not made.group_key or Notification.objects.filter(pk=made.pk).exists() else None


def _add_to_group(made: Notification) -> Notification | None:
    """Count the actor in the unread notification of the group, or begin one. None when they were counted before."""
    groups: NotificationQuerySet = Notification.objects.filter(
        user_id=made.user_id, kind=made.kind, group_key=made.group_key
    )
    while True:
        there = groups.select_for_update().first()
        if there is None:
            if (begun := _written(made)) is None:
                continue  # a twin was faster
            _count_actor(begun, made.actor)
            return begun
        if not _count_actor(there, made.actor):
            return None
        there.actor, there.data, there.updated_at = made.actor, made.data, timezone.now()
        there.count += 1
        there.save(update_fields=["actor", "count", "data", "updated_at"])
        return there


def _count_actor(notification: Notification, actor: User | None) -> bool:
    """Whether they are new to it; nobody always is. The notification is locked, or nobody else knows it yet."""
    if actor is None:
        return True
    if notification.actors.filter(actor=actor).exists():
        return False
    NotificationActor.objects.create(notification=notification, actor=actor)
    return True


def _one(user: User, notification_id: UUID) -> Notification:
    found = Notification.objects.visible_to(user).filter(pk=notification_id).first()
    if found is None:
        raise NotificationNotFound
    return found


def _tell(notification: Notification) -> None:
    if notification.is_listed:
        told = {"type": "notification", "notification": shown(notification)}
        push(user_group(notification.user_id), told)


def _tell_read(user: User, ids: Collection[UUID] | None) -> None:
    """``ids`` None is all that there were."""
    told = {"type": "notifications.read", "ids": None if ids is None else list(ids), "unread": unread_count(user)}
    push(user_group(user.pk), told)
