"""Imports in the background."""

from __future__ import annotations

from celery import shared_task

from config.jobs.models import Job
from config.jobs.running import job_task
from playlists.importing.errors import Stalled
from playlists.importing.expiry import prune
from playlists.importing.steps import STEP, take_step


@job_task(STEP, retry_on=(Stalled,))
def step(job: Job) -> None:
    """`arguments`: {"run": the import's id}."""
    take_step(job)


@shared_task(name="playlists.importing.prune", acks_late=True)
def prune_imports() -> int:
    """Daily: forget imports that ended long ago; how many. What they have imported stays, and is remembered."""
    return prune()
