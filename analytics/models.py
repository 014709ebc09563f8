"""What listeners did: one row per play, like, skip or share, whoever told us."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from analytics.dashboard.models import SignUpDay
from analytics.listening_models import ActivityEvent, AwaitedActivity, ListeningSettings
from analytics.rollups.models import (
    ArtistDay,
    DayTotal,
    GenreDay,
    HourTotal,
    ListenerDay,
    ListenerMonth,
    ListenerPlaylistDay,
    ListenerTotal,
    ListenerTrackDay,
    PlaylistDay,
    RollUpMark,
    RollUpTrackMark,
    TrackDay,
)
from analytics.trends.models import TrendList
from config.identifiers import uuid7

__all__ = [
    "Activity", "ActivityEvent", "ArtistDay", "AwaitedActivity", "DayTotal", "GenreDay", "HourTotal", "ListenerDay",
    "ListenerMonth", "ListenerPlaylistDay", "ListenerTotal", "ListenerTrackDay", "ListeningSettings", "PlaylistDay",
    "RollUpMark", "RollUpTrackMark", "SignUpDay", "TrackDay", "TrendList",
]  # fmt: skip


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> ActivityQuerySet:
        return self.filter(user=user)

    def listens(self) -> ActivityQuerySet:
        """Tracks that were started, whether they were heard to the end or skipped."""
        return self.filter(action__in=[Activity.Action.PLAY, Activity.Action.SKIP])

    def plays(self) -> ActivityQuerySet:
        """Listens that count: started and not skipped."""
        return self.filter(action=Activity.Action.PLAY)

    def newest_first(self) -> ActivityQuerySet:
        return self.order_by("-timestamp", "-id")

    def with_tracks(self) -> ActivityQuerySet:
        return self.select_related("track__artist", "track__album")


class Activity(models.Model):
    """``timestamp`` is when it happened (of a listen: when it began). Of a listen that is still going on, ``ended_at``
    is null; once closed, ``played_ms`` says how much was heard, and ``action`` becomes `skip` when that was too little.

    ``context`` is the playlist that was played, kept as a plain id: history outlives playlists and recommendations.

    On PostgreSQL the table is partitioned by month, by the time in the ``id`` (`analytics.partitions`): an activity of
    another moment than now gets its id from `uuid7_at`. What reports the same ``event_id`` twice is kept out by
    `ActivityEvent`.
    """

    class Action(models.TextChoices):
        PLAY = "play"
        LIKE = "like"
        SKIP = "skip"
        SHARE = "share"

    class Source(models.TextChoices):
        QUEUE = "queue"
        RADIO = "radio"
        CLIENT = "client"
        SCROBBLE = "scrobble"
        IMPORT = "import"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="activities")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, db_index=False, related_name="+")
    action = models.CharField(max_length=8, choices=Action)
    source = models.CharField(max_length=8, choices=Source, default=Source.CLIENT)
    timestamp = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    played_ms = models.PositiveIntegerField(null=True, blank=True)
    context = models.UUIDField(null=True, blank=True)
    recommendation = models.UUIDField(null=True, blank=True)
    event_id = models.UUIDField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["user", "-timestamp", "-id"], name="activity_user_time"),
            models.Index(fields=["timestamp"], name="activity_time"),
            # Who else played this lately: what recommendations begin with.
            models.Index(fields=["track", "-timestamp", "-id"], name="activity_track_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.track_id}"
