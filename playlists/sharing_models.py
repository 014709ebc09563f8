"""Who may read a playlist besides its owner, who may change it, and who follows it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7


class Role(models.TextChoices):
    """What members may do: viewers read, editors add, move and remove tracks. All else is the owner's."""

    VIEWER = "viewer"
    EDITOR = "editor"


class MemberQuerySet(models.QuerySet["Member"]):
    def joined(self) -> MemberQuerySet:
        return self.filter(state=Member.State.JOINED)

    def invited(self) -> MemberQuerySet:
        return self.filter(state=Member.State.INVITED)

    def present(self) -> MemberQuerySet:
        """Those who joined, and those who are asked to: who is asked may look at what it is."""
        return self.filter(state__in=[Member.State.JOINED, Member.State.INVITED])


class Member(models.Model):
    """``REMOVED`` is kept of those whom the owner removed: a link lets them in no more, an invitation by name does."""

    class State(models.TextChoices):
        INVITED = "invited"
        JOINED = "joined"
        REMOVED = "removed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    playlist = models.ForeignKey("playlists.Playlist", models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="playlist_members", db_index=False)
    role = models.CharField(max_length=6, choices=Role)
    state = models.CharField(max_length=7, choices=State)
    created_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["playlist", "user"], name="playlist_member_once")]
        indexes = [models.Index(fields=["user", "state", "-id"], name="playlist_member_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.playlist_id} ({self.role}, {self.state})"


class SharedWith(models.Model):
    """A listener whom the owner lets read it, without asking them for anything."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    playlist = models.ForeignKey("playlists.Playlist", models.CASCADE, related_name="shared_with", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shared_playlists")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["playlist", "user"], name="playlist_shared_once")]

    def __str__(self) -> str:
        return f"{self.playlist_id} with {self.user_id}"


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def live(self, now: datetime | None = None) -> ShareLinkQuerySet:
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now or timezone.now()))

    def with_opens(self) -> ShareLinkQuerySet:
        return self.annotate(opens=models.functions.Coalesce(models.Sum("counts__count"), 0))


class ShareLink(models.Model):
    """Lets everybody who has it read the playlist; with a ``role`` they may also join it as that.

    What the link carries is signed and not stored. Revoking deletes the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    playlist = models.ForeignKey("playlists.Playlist", models.CASCADE, related_name="links")
    role = models.CharField(max_length=6, choices=Role, blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Link to {self.playlist_id}"


class ShareLinkCount(models.Model):
    """A part of how often a link was opened: in several rows, so that many who open it at once seldom wait."""

    PARTS = 8

    link = models.ForeignKey(ShareLink, models.CASCADE, related_name="counts", db_index=False)
    part = models.PositiveSmallIntegerField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["part"]
        constraints = [models.UniqueConstraint(fields=["link", "part"], name="share_link_count_once")]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.count}"


class PlaylistFollowQuerySet(models.QuerySet["PlaylistFollow"]):
    def of(self, user: User) -> PlaylistFollowQuerySet:
        return self.filter(user=user)


class PlaylistFollow(models.Model):
    """A listener who follows a public playlist. It stays when the playlist is out of their sight, and shows nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    playlist = models.ForeignKey("playlists.Playlist", models.CASCADE, related_name="follows", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="playlist_follows", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlaylistFollowQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["playlist", "user"], name="playlist_follow_once")]
        indexes = [models.Index(fields=["user", "-id"], name="playlist_follow_user")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.playlist_id}"
