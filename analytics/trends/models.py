"""The rankings that the background leaves for readers."""

from __future__ import annotations

from django.db import models


class TrendList(models.Model):
    """One row for each window of `analytics.trends.windows`.

    ``found`` has for each kind of thing the best, in their order, as `analytics.trends.ranking.Ranked` writes them;
    ``before`` their keys in the window before. Nothing in them is checked for who may see it: readers do that.
    ``listeners`` is how many different listeners heard anything in the window.
    """

    window = models.CharField(max_length=8, primary_key=True)
    first_day = models.DateField()
    last_day = models.DateField()
    computed_at = models.DateTimeField()
    found = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    listeners = models.IntegerField(default=0)

    class Meta:
        app_label = "analytics"

    def __str__(self) -> str:
        return f"Trends of the {self.window}"
