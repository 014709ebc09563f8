"""Archives of listens that are being read: how far, and what became of their entries."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from config.jobs.models import Job


class HistoryImportQuerySet(models.QuerySet["HistoryImport"]):
    def visible_to(self, user: User) -> HistoryImportQuerySet:
        return self.filter(job__owner=user)

    def newest_first(self) -> HistoryImportQuerySet:
        return self.select_related("job").order_by("-job_id")


class HistoryImport(models.Model):
    """One file, of one job; both go together.

    ``read`` entries have been dealt with, in the file's order. ``counts`` are of them, by what became of them.
    ``unmatched`` are tracks that were not recognised: lists of artist, title, reason and listens.
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    unmatched = models.JSONField(default=list, blank=True)

    objects = HistoryImportQuerySet.as_manager()

    class Meta:
        ordering = ["-job_id"]

    def __str__(self) -> str:
        return self.file_name
