"""Notifications, who caused them, how they are delivered, and what each listener wants to hear of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Case, When
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from config.identifiers import uuid7
from notifications.kinds import KINDS, Channel, text_of

KEPT_FOR = timedelta(days=90)
GROUPED = [name for name, kind in KINDS.items() if kind.is_grouped]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """What is in the listener's list: not what only another channel brings, nor what somebody did whom they do not
        see at the moment."""
        return self.filter(Q(actor=None) | seen_by(user, "actor"), user=user, is_listed=True)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def latest_first(self) -> NotificationQuerySet:
        return self.order_by("-updated_at", "-id")

    def with_actors(self) -> NotificationQuerySet:
        return self.select_related("actor")

    def mark_read(self) -> int:
        """How many were unread. What is grouped begins a new group after that."""
        closed = Case(When(kind__in=GROUPED, then=Value("")), default=F("group_key"))
        return self.unread().update(read_at=timezone.now(), group_key=closed)

    def outdated(self, now: datetime) -> NotificationQuerySet:
        return self.filter(updated_at__lt=now - KEPT_FOR)


class Notification(models.Model):
    """``actor`` is who did it last, ``count`` how many did. ``subject`` is what it is about, for a client to open.

    ``updated_at`` is when it last happened. ``group_key`` makes it one of its kind (`notifications.kinds`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=32, choices=[(name, kind.title) for name, kind in KINDS.items()])
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField(default=1)
    subject_type = models.CharField(max_length=32, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict, blank=True)
    group_key = models.CharField(max_length=120, blank=True)
    is_listed = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "group_key"], condition=~Q(group_key=""), name="notification_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-updated_at", "-id"], name="notification_user_latest"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["updated_at"], name="notification_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"

    @property
    def title(self) -> str:
        return KINDS[self.kind].title if self.kind in KINDS else self.kind

    @property
    def text(self) -> str:
        if self.kind not in KINDS:  # of a version to come, or one long gone
            return self.kind
        actor = self.actor.username if self.actor else ""
        return text_of(self.kind, actor=actor, count=self.count, data=self.data)


class NotificationActor(models.Model):
    """One of those who did what a grouped notification counts."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="actors")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notification", "actor"], name="notification_actor_once")]

    def __str__(self) -> str:
        return f"{self.actor_id} in {self.notification_id}"


class PreferencesQuerySet(models.QuerySet["Preferences"]):
    def of(self, user: User) -> Preferences:
        """The listener's, or those that all begin with, which are not stored until they change."""
        return self.filter(user=user).first() or Preferences(user=user)


class Preferences(models.Model):
    """``channels`` holds what differs from the defaults: `{kind: {channel: bool}}`. Times are of ``time_zone``."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_preferences"
    )
    channels = models.JSONField(default=dict, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_hour = models.PositiveSmallIntegerField(default=8)
    has_digest = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Preferences of {self.user_id}"

    def channels_of(self, kind: str) -> frozenset[Channel]:
        about = KINDS[kind]
        if not about.is_switchable:
            return about.by_default
        said: dict[str, Any] = self.channels.get(kind, {})
        return frozenset(each for each in Channel if said.get(each, each in about.by_default))


class Subscription(models.Model):
    """A browser that takes push messages (the Push API's PushSubscription). ``digest`` is of the endpoint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=128)
    auth = models.CharField(max_length=64)
    user_agent = models.CharField(max_length=256, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class Delivery(models.Model):
    """One notification on its way by one channel: ``target`` is the subscription of a push, "" of a mail.

    Whoever turns `pending` into `sending` by a conditional update sends it, and nobody else: a row that stays in
    `sending` was lost with its worker, and is not sent again.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        SKIPPED = "skipped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, blank=True, related_name="deliveries")
    target = models.CharField(max_length=36, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["notification", "channel", "target"], name="delivery_once")]
        indexes = [models.Index(fields=["channel", "due_at"], condition=Q(state="pending"), name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.notification_id} ({self.state})"

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.PENDING, self.State.SENDING)
