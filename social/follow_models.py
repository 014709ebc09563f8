"""Who follows whom, and which playlists they like."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7


class FollowQuerySet(models.QuerySet["Follow"]):
    def accepted(self) -> FollowQuerySet:
        return self.filter(accepted_at__isnull=False)

    def requests(self) -> FollowQuerySet:
        """Those that wait for an answer."""
        return self.filter(accepted_at=None)

    def between(self, one: User, other: User) -> FollowQuerySet:
        """In either direction, requests too."""
        return self.filter(Q(follower=one, followed=other) | Q(follower=other, followed=one))


class Follow(models.Model):
    """``follower`` follows ``followed`` since ``accepted_at``; null while it is a request, which private profiles
    answer. What changes it holds the locks of both users (`accounts.blocking.lock_people`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    follower = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="follows_made")
    followed = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="follows_met")
    created_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["follower", "-accepted_at", "-id"], name="follow_follower_time"),
            models.Index(fields=["followed", "-accepted_at", "-id"], name="follow_followed_time"),
            models.Index(fields=["followed", "-id"], condition=Q(accepted_at=None), name="follow_request_met"),
            models.Index(fields=["follower", "-id"], condition=Q(accepted_at=None), name="follow_request_made"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"


class PlaylistLike(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="playlist_likes")
    playlist = models.ForeignKey("playlists.Playlist", models.CASCADE, db_index=False, related_name="likes")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "playlist"], name="playlist_like_once")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="playlist_like_user_time"),
            models.Index(fields=["playlist", "-id"], name="playlist_like_playlist"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.playlist_id}"
