"""Getting notifications out of the house: each at most once by each channel, and to each browser.

Planning makes a row for every way that a notification is to take; sending claims the row first. What a service did not
take is tried again later, after a pause that doubles; what may have arrived is not.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from config.batches import Alive, nobody_waits
from config.jobs.running import MAX_ATTEMPTS, pause_after
from notifications.hours import after_quiet_hours, next_digest
from notifications.kinds import KINDS, Channel
from notifications.models import Delivery, Notification, Preferences, Subscription
from notifications.rendering import shown
from notifications.web_push import LONGEST_PAYLOAD, Answer, Outcome, encode, public_key, send_push

RUN_SECONDS = 40.0
"""After which a run leaves the rest to the next one."""

DUE_AT_ONCE = 500
MAX_FAILURES = 20
"""Refusals in a row after which a subscription is given up."""


def deliver(ids: Sequence[UUID], *, alive: Alive = nobody_waits) -> int:
    """Plan the ways of these notifications and send what is due; how many push messages were taken."""
    plan(Notification.objects.filter(pk__in=ids, user__is_active=True).select_related("user"))
    return send_due(Delivery.objects.filter(notification__in=ids), alive=alive)


def plan(notifications: Iterable[Notification]) -> None:
    """Make the rows that are missing."""
    notifications = [each for each in notifications if each.kind in KINDS]
    users = {each.user_id for each in notifications}
    wishes = {each.user_id: each for each in Preferences.objects.filter(user__in=users)}
    browsers: dict[UUID, list[Subscription]] = {}
    for subscription in Subscription.objects.filter(user__in=users) if public_key() else ():
        browsers.setdefault(subscription.user_id, []).append(subscription)
    rows: list[Delivery] = []
    for each in notifications:
        mine = wishes.get(each.user_id) or Preferences(user=each.user)
        rows += _ways(each, mine, browsers.get(each.user_id, []))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def send_due(deliveries: QuerySet[Delivery] | None = None, *, alive: Alive = nobody_waits) -> int:
    """Send the push messages that are due, the longest due first; how many were taken."""
    rows = Delivery.objects.all() if deliveries is None else deliveries
    until = time.monotonic() + RUN_SECONDS
    due = rows.filter(channel=Channel.PUSH, state=Delivery.State.PENDING, due_at__lte=timezone.now())
    sent = 0
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)[:DUE_AT_ONCE]):
        if time.monotonic() > until:
            break
        sent += _send(pk)
        alive()
    return sent


def claim(rows: QuerySet[Delivery]) -> list[UUID]:
    """Which of these pending deliveries are this caller's to send, and nobody else's."""
    mine = []
    for pk in rows.values_list("pk", flat=True):
        taken = Delivery.objects.filter(pk=pk, state=Delivery.State.PENDING)
        if taken.update(state=Delivery.State.SENDING, attempts=F("attempts") + 1):
            mine.append(pk)
    return mine


def _ways(notification: Notification, wishes: Preferences, browsers: list[Subscription]) -> list[Delivery]:
    wanted, now = wishes.channels_of(notification.kind), timezone.now()
    rows = []
    if Channel.PUSH in wanted:
        due = after_quiet_hours(now, wishes)
        rows += [_way(notification, Channel.PUSH, due, subscription=each) for each in browsers]
    if Channel.EMAIL in wanted and wishes.has_digest and notification.user.email_verified_at:
        rows.append(_way(notification, Channel.EMAIL, next_digest(now, wishes)))
    return rows


def _way(
    notification: Notification, channel: Channel, due_at: datetime, *, subscription: Subscription | None = None
) -> Delivery:
    target = str(subscription.pk) if subscription else ""
    return Delivery(notification=notification, channel=channel, due_at=due_at, subscription=subscription, target=target)


def _send(pk: UUID) -> int:
    if not claim(Delivery.objects.filter(pk=pk)):
        return 0
    delivery = Delivery.objects.select_related("notification__actor", "subscription").filter(pk=pk).first()
    if delivery is None or delivery.subscription is None:
        return 0
    notification = delivery.notification
    if notification.read_at is not None:
        _end(delivery, Delivery.State.SKIPPED, "read already")
        return 0
    answer = send_push(delivery.subscription, _payload(notification), topic=_topic(notification))
    _conclude(delivery, delivery.subscription, answer)
    return answer.outcome == Outcome.SENT


def _payload(notification: Notification) -> bytes:
    told = shown(notification)
    brief = {name: told[name] for name in ("id", "kind", "title", "text", "subject")}
    payload = json.dumps(brief, default=str, ensure_ascii=False).encode()
    return payload if len(payload) <= LONGEST_PAYLOAD else json.dumps({"id": str(notification.pk)}).encode()


def _topic(notification: Notification) -> str:
    """At most 32 characters that tell a push service nothing."""
    return encode(hashlib.sha256(notification.pk.bytes).digest())[:32]


def _conclude(delivery: Delivery, subscription: Subscription, answer: Answer) -> None:
    browser = Subscription.objects.filter(pk=subscription.pk)
    if answer.outcome == Outcome.GONE:
        browser.delete()
    elif answer.outcome == Outcome.SENT:
        browser.update(failures=0, last_sent_at=timezone.now())
        _end(delivery, Delivery.State.SENT)
    elif answer.outcome == Outcome.LATER and delivery.attempts < MAX_ATTEMPTS:
        pause = pause_after(delivery.attempts, asked=answer.wait)
        due_at = timezone.now() + timedelta(seconds=pause)
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.PENDING, due_at=due_at, error=answer.detail)
    else:
        _end(delivery, Delivery.State.FAILED, answer.detail)
        browser.update(failures=F("failures") + 1)
        browser.filter(failures__gte=MAX_FAILURES).delete()


def _end(delivery: Delivery, state: Delivery.State, error: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, error=error, ended_at=timezone.now())
