"""How a listener wants to be listened to, and what clients reported that is more than the activity itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7


class ListeningSettings(models.Model):
    """A listener without a row has the defaults. ``time_zone`` is a name of the IANA database: it says when their days
    begin. In a private session nothing that they hear is recorded."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="listening_settings"
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    private_session = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "listening settings"

    def __str__(self) -> str:
        return f"Listening settings of {self.user_id}"


class ActivityEvent(models.Model):
    """An `event_id` that a client gave to something it reported: of two that come at once, one gets the row.

    A table of its own, because a key of the partitioned activities has to hold the partition's. It outlives the
    activity, so that a client that sends again does not bring back what the listener deleted.
    """

    pk = models.CompositePrimaryKey("user_id", "event_id")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    event_id = models.UUIDField()
    activity = models.UUIDField(help_text="Its id; the activity may have been deleted since.")

    def __str__(self) -> str:
        return f"{self.event_id} of {self.user_id}"


class AwaitedActivityQuerySet(models.QuerySet["AwaitedActivity"]):
    def visible_to(self, user: User) -> AwaitedActivityQuerySet:
        return self.filter(user=user)


class AwaitedActivity(models.Model):
    """An activity with a track that the catalogue does not know yet. It becomes an `Activity` with the same ``id`` once
    the provider has been asked; ``is_missing`` when the provider has no such track, and it stays as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="awaited_activities")
    provider = models.CharField(max_length=16)
    external_id = models.CharField(max_length=64)
    track_name = models.CharField(max_length=500, blank=True)
    artist_name = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=8)
    source = models.CharField(max_length=8)
    timestamp = models.DateTimeField(default=timezone.now)
    played_ms = models.PositiveIntegerField(null=True, blank=True)
    context = models.UUIDField(null=True, blank=True)
    recommendation = models.UUIDField(null=True, blank=True)
    event_id = models.UUIDField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    is_missing = models.BooleanField(default=False)

    objects = AwaitedActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "awaited activities"
        indexes = [models.Index(fields=["provider", "external_id"], name="awaited_activity_track")]

    def __str__(self) -> str:
        return f"{self.action} {self.provider}:{self.external_id}"
