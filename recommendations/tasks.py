"""The recommender's work in the background."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from catalogue.errors import CatalogueUnavailable
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from recommendations import refreshing
from recommendations.pruning import prune
from recommendations.training import arriving, jobs


@job_task(jobs.TRAIN)
def train_job(job: Job) -> dict[str, Any]:
    """The result says whether there is a new version, which, and why or why not."""
    return jobs.run_training(job)


@job_task(refreshing.REFRESH, retry_on=(CatalogueUnavailable,))
def refresh_job(job: Job) -> dict[str, Any]:
    """For the listener who owns the job; the result says how many tracks the list has."""
    return refreshing.run_refresh(job)


@job_task(refreshing.REFRESH_ACTIVE)
def refresh_active_job(job: Job) -> dict[str, Any]:
    """A part of the hourly round."""
    return refreshing.refresh_part(timezone.now(), lambda done, total: job_alive(job, done=done, total=total))


@shared_task(name="recommendations.train_if_due")
def train_if_due_task() -> None:
    jobs.train_if_due(timezone.now())


@shared_task(name="recommendations.ask_for_part")
def ask_for_part_task() -> None:
    refreshing.ask_for_part()


@shared_task(name="recommendations.add_new_tracks")
def add_new_tracks_task() -> None:
    arriving.add_new_tracks()


@shared_task(name="recommendations.prune")
def prune_task() -> None:
    prune()
