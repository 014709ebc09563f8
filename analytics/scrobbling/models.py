"""Listens on their way to other services, and listens that came from elsewhere and are not yet recognised."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from config.identifiers import uuid7
from integrations.links.models import LinkedAccount


class OutletQuerySet(models.QuerySet["Outlet"]):
    def due(self, now: datetime) -> OutletQuerySet:
        """Those that something waits for and that may be sent to now."""
        waiting = Scrobble.objects.pending().filter(link=models.OuterRef("pk"))
        rested = models.Q(next_at=None) | models.Q(next_at__lte=now)
        return self.filter(
            rested,
            models.Exists(waiting),
            is_on=True,
            link__state=LinkedAccount.State.ACTIVE,
            link__user__is_active=True,
        )


class Outlet(models.Model):
    """A linked account as a place that listens are sent to, one row for each account that has had one.

    ``failures`` are those in a row, and ``next_at`` is when they allow the next attempt. ``sent`` and ``dropped`` count
    all scrobbles that ever were; their rows are kept for a while only.
    """

    link = models.OneToOneField("links.LinkedAccount", models.CASCADE, primary_key=True, related_name="outlet")
    is_on = models.BooleanField(default=True)
    sent = models.PositiveBigIntegerField(default=0)
    dropped = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = OutletQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.link_id}"


class ScrobbleQuerySet(models.QuerySet["Scrobble"]):
    def visible_to(self, user: AbstractBaseUser) -> ScrobbleQuerySet:
        return self.filter(link__user_id=user.pk)

    def pending(self) -> ScrobbleQuerySet:
        return self.filter(state=Scrobble.State.PENDING)

    def oldest_first(self) -> ScrobbleQuerySet:
        return self.order_by("listened_at", "id")

    def settled_before(self, moment: datetime) -> ScrobbleQuerySet:
        return self.filter(settled_at__lt=moment)


class Scrobble(models.Model):
    """A finished listen that one service is to hear of: a row of the outbox.

    What is sent is fixed here when the listen ends, so that sending it again says exactly the same and the service can
    tell that it has it. ``listen`` is the id of the activity, ``listened_at`` when it began; ``duration`` in seconds.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        DROPPED = "dropped"

    class Reason(models.TextChoices):
        """Why it was dropped."""

        ARTIST_IGNORED = "artist_ignored"
        TRACK_IGNORED = "track_ignored"
        TOO_OLD = "too_old"
        TOO_NEW = "too_new"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.ForeignKey("links.LinkedAccount", models.CASCADE, related_name="scrobbles")
    listen = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    detail = models.CharField(max_length=200, blank=True, help_text="What the service said.")
    listened_at = models.DateTimeField()
    artist = models.CharField(max_length=300)
    title = models.CharField(max_length=500)
    album = models.CharField(max_length=500, blank=True)
    album_artist = models.CharField(max_length=300, blank=True)
    track_id = models.CharField(max_length=90)
    track_number = models.PositiveIntegerField(default=0)
    duration = models.PositiveIntegerField(default=0)
    isrc = models.CharField(max_length=15, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ScrobbleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "listen"], name="scrobble_once_per_link")]
        indexes = [
            models.Index(fields=["link", "state", "listened_at", "id"], name="scrobble_link_state_time"),
            models.Index(fields=["settled_at"], name="scrobble_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class ReceivedQuerySet(models.QuerySet["Received"]):
    def visible_to(self, user: AbstractBaseUser) -> ReceivedQuerySet:
        return self.filter(user_id=user.pk)

    def due(self, now: datetime) -> ReceivedQuerySet:
        """Those whose track is to be looked for now."""
        return self.filter(next_at__lte=now)

    def unknown(self) -> ReceivedQuerySet:
        """Looked for, and not found so far."""
        return self.exclude(reason="")

    def newest_first(self) -> ReceivedQuerySet:
        return self.order_by("-listened_at", "-id")


class Received(models.Model):
    """A listen that a player reported, kept until its track is recognised; then it becomes an activity.

    ``reason`` is "" until it was looked for, ``next_at`` when that is done next, null when it is no longer. ``event``
    is the same for the same listen sent again.
    """

    class Reason(models.TextChoices):
        AMBIGUOUS = "ambiguous"
        NOT_FOUND = "not_found"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="received_scrobbles")
    event = models.UUIDField()
    listened_at = models.DateTimeField()
    artist = models.CharField(max_length=500)
    title = models.CharField(max_length=500)
    album = models.CharField(max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    isrc = models.CharField(max_length=15, blank=True)
    client = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now)

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "received"
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="received_once")]
        indexes = [
            models.Index(fields=["user", "-listened_at", "-id"], name="received_user_time"),
            models.Index(fields=["next_at"], name="received_due"),
        ]

    def __str__(self) -> str:
        return f"{self.artist} - {self.title}"
