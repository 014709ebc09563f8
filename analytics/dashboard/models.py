"""What the dashboard would otherwise count anew each time."""

from __future__ import annotations

from django.db import models


class SignUpDay(models.Model):
    """How many of today's accounts were made on a day that is over, in UTC; no row where there are none."""

    day = models.DateField(primary_key=True)
    accounts = models.IntegerField()

    class Meta:
        app_label = "analytics"

    def __str__(self) -> str:
        return f"{self.accounts} on {self.day}"
