"""Jobs: work for the background that must not be lost, each a row before it is a task.

The row is written in the transaction that asks for the work; the task only carries its id. A task that is lost with its
broker or its worker is found here and sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from config.identifiers import uuid7

LEASE = timedelta(minutes=5)
"""A running job that has shown no sign of life for this long has lost its worker."""


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def orphaned(self, now: datetime | None = None) -> JobQuerySet:
        """Jobs nobody works on: queued, or running without a sign of life since the lease."""
        expired = (now or timezone.now()) - LEASE
        lost = models.Q(state=Job.State.RUNNING, alive_at__lt=expired)
        return self.filter(lost | models.Q(state=Job.State.QUEUED, alive_at__lt=expired))

    def finished_before(self, moment: datetime) -> JobQuerySet:
        return self.filter(finished_at__lt=moment)

    def visible_to(self, user: AbstractBaseUser) -> JobQuerySet:
        return self.filter(owner_id=user.pk)


class Job(models.Model):
    """``kind`` is the name of the Celery task that does it; ``key`` makes a job unique among the unfinished."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="jobs")
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text="Steps finished.")
    total = models.PositiveIntegerField(default=0, help_text="Steps in all; 0 while unknown.")
    result = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    alive_at = models.DateTimeField(default=timezone.now, help_text="Last sign of life.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_unique_while_unfinished",
            )
        ]
        indexes = [models.Index(fields=["state", "alive_at"], name="job_state_alive")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"


class Turn(models.Model):
    """Who of several processes does what one at a time may do. Only `config.jobs.turns` writes here."""

    name = models.CharField(primary_key=True, max_length=50)
    holder = models.CharField(max_length=200)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
