"""Who is kept out, and for how long."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

MAX_REASON = 500


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def over(self, now: datetime) -> SuspensionQuerySet:
        return self.filter(until__lte=now)


class Suspension(models.Model):
    """Its user is kept out ``until`` then; None is for good: a ban. The row is there for as long as that lasts."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="suspension")
    until = models.DateTimeField(null=True, blank=True, db_index=True)
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SuspensionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until}" if self.until else f"{self.user_id} for good"
