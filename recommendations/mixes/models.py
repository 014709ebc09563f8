"""Mixes: playlists made for a listener, and what they hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7


class MixQuerySet(models.QuerySet["Mix"]):
    def visible_to(self, user: User) -> MixQuerySet:
        return self.filter(user=user)


class Mix(models.Model):
    """A playlist made for a listener. It stays as it is from ``begins`` until before ``ends``, days of theirs.

    ``number`` tells mixes of one kind apart, from 0.
    """

    class Kind(models.TextChoices):
        DAILY_MOOD = "daily_mood"
        DISCOVER_WEEKLY = "discover_weekly"
        ON_REPEAT = "on_repeat"
        NEW_RELEASES = "new_releases"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mixes")
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    begins = models.DateField()
    ends = models.DateField()
    track_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MixQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mixes"
        ordering = ["user", "kind", "number"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "number", "begins"], name="mix_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name} ({self.begins})"


class MixTrack(models.Model):
    mix = models.ForeignKey(Mix, models.CASCADE, related_name="entries")
    track = models.ForeignKey("catalogue.Track", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=16)
    reason = models.CharField(max_length=1200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["mix", "position"], name="mix_place_once"),
            models.UniqueConstraint(fields=["mix", "track"], name="mix_track_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mix_id}: {self.track_id}"
