"""What was recommended to whom and why, what listeners said of it, and the versions of the trained model."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7
from recommendations.mixes.models import Mix, MixTrack

__all__ = ["Feedback", "Mix", "MixTrack", "ModelVersion", "Recommendation", "RecommendationLog"]


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User) -> RecommendationQuerySet:
        return self.filter(user=user)

    def current(self) -> RecommendationQuerySet:
        """What the list of now holds, in its order."""
        return self.filter(retired_at=None).order_by("position", "id")

    def with_tracks(self) -> RecommendationQuerySet:
        return self.select_related("track__artist", "track__album")


class Recommendation(models.Model):
    """A track in a listener's list, at ``position`` from 0.

    A track that left the list is retired and its row kept for a while, so that what was shown can still be named as
    the reason of a listen; should it come back, the row does. ``slot`` and ``propensity`` say how it came into the
    list: drawn ones got their place with that chance, all others with 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recommendations")
    track = models.ForeignKey("catalogue.Track", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=16)
    reason = models.CharField(max_length=1200)
    slot = models.CharField(max_length=8)
    propensity = models.FloatField(default=1.0)
    model_version = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    refreshed_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "track"], name="recommendation_once")]
        indexes = [models.Index(fields=["user", "retired_at", "position"], name="recommendation_list")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.track_id}"


class RecommendationLogQuerySet(models.QuerySet["RecommendationLog"]):
    def visible_to(self, user: User) -> RecommendationLogQuerySet:
        return self.filter(user=user)

    def since(self, moment: datetime) -> RecommendationLogQuerySet:
        return self.filter(created_at__gte=moment)


class RecommendationLog(models.Model):
    """One making of a listener's list. ``source`` is what made most of it: the model, or the sources without it."""

    class Source(models.TextChoices):
        MODEL = "model"
        FALLBACK = "fallback"

    class Status(models.TextChoices):
        SUCCESS = "success"
        FAILED = "failed"

    class Trigger(models.TextChoices):
        READ = "read"
        REFRESH = "refresh"
        SCHEDULE = "schedule"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recommendation_logs")
    source = models.CharField(max_length=16, choices=Source, blank=True)
    status = models.CharField(max_length=8, choices=Status)
    trigger = models.CharField(max_length=8, choices=Trigger)
    count = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    model_version = models.CharField(max_length=32, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RecommendationLogQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="recommendation_log_user"),
            models.Index(fields=["created_at"], name="recommendation_log_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.status} {self.count}"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> FeedbackQuerySet:
        return self.filter(user=user)

    def newest_first(self) -> FeedbackQuerySet:
        return self.order_by("-created_at", "-id")

    def with_subjects(self) -> FeedbackQuerySet:
        return self.select_related("track__artist", "artist")


class Feedback(models.Model):
    """What a listener said of a track or of an artist: never again, or more like this."""

    class Action(models.TextChoices):
        HIDE = "hide"
        MORE = "more"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feedback")
    action = models.CharField(max_length=4, choices=Action)
    track = models.ForeignKey("catalogue.Track", models.CASCADE, null=True, blank=True, related_name="+")
    artist = models.ForeignKey("catalogue.Artist", models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(track__isnull=False, artist=None) | models.Q(track=None, artist__isnull=False),
                name="feedback_of_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "track"], name="feedback_track_once"),
            models.UniqueConstraint(fields=["user", "artist"], name="feedback_artist_once"),
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="feedback_user_time")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.action}"


class ModelVersion(models.Model):
    """A training that came to its end. ``name`` is the folder of the artefact; which one serves, its pointer says.

    ``metrics`` are figures on the newest plays held out; ``decision`` says in words why it was let through or not.
    """

    class State(models.TextChoices):
        KEPT = "kept"
        REFUSED = "refused"
        DELETED = "deleted"

    name = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State)
    decision = models.CharField(max_length=500)
    metrics = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    seconds = models.FloatField(default=0.0)
    trained_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-trained_at", "-id"]

    def __str__(self) -> str:
        return self.name
