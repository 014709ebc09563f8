"""The devices that a listener plays on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7

MAX_DEVICES = 20
"""Of one listener; the one that was not seen for the longest makes room for a new one."""

ONLINE_FOR = timedelta(seconds=90)
"""After its last sign of life a device counts as gone."""

FORGOTTEN_AFTER = timedelta(days=90)


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: User) -> DeviceQuerySet:
        return self.filter(user=user)

    def forgotten(self, now: datetime) -> DeviceQuerySet:
        return self.filter(last_seen_at__lt=now - FORGOTTEN_AFTER)


class Device(models.Model):
    class Kind(models.TextChoices):
        WEB = "web"
        MOBILE = "mobile"
        DESKTOP = "desktop"
        SPEAKER = "speaker"
        TV = "tv"
        CAR = "car"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-last_seen_at"], name="device_user_seen"),
            models.Index(fields=["last_seen_at"], name="device_seen"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        return self.last_seen_at > timezone.now() - ONLINE_FOR
