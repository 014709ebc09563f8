"""Running a job: claim the row, do the work, write down what came of it.

A task may arrive twice, late, or after its worker has died. The claim decides: it is one conditional update, and it
raises `attempts`, which from then on is this run's proof that the row is still its own.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from config.jobs.errors import JobTakenAway
from config.jobs.models import LEASE, Job
from config.jobs.progress import percentage, tell_owner
from config.jobs.sending import send_job

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
"""The first one and five more."""

LONGEST_BACKOFF = 300.0
"""Seconds."""

Run = Callable[[Job], "dict[str, Any] | None"]


def job_task(kind: str, *, retry_on: tuple[type[Exception], ...] = ()) -> Callable[[Run], Run]:
    """Make the Celery task ``kind`` out of a function that does such a job.

    The function gets the claimed row, may call `job_alive`, and returns what is to be kept as the row's `result`. It
    may be run again after it was stopped anywhere, and must bear that. What it raises out of ``retry_on`` is tried
    again later, five times; anything else fails the job.
    """

    def decorate(run: Run) -> Run:
        def task(job_id: str) -> None:
            run_job(UUID(job_id), run=run, retry_on=retry_on)

        task.__name__ = run.__name__
        task.__module__ = run.__module__
        shared_task(name=kind, acks_late=True)(task)
        return run

    return decorate


def job_alive(job: Job, *, done: int | None = None, total: int | None = None) -> None:
    """Say that the job is being worked on, and how far it is; call it at least every few minutes.

    Raises JobTakenAway when the row is no longer this run's. Let that pass: it ends the run quietly.
    """
    was = percentage(job)
    job.alive_at = timezone.now()
    job.done = job.done if done is None else done
    job.total = job.total if total is None else total
    if not _write(job, "alive_at", "done", "total"):
        raise JobTakenAway(str(job.pk))
    tell_owner(job, unless_at=was)


def run_job(job_id: UUID, *, run: Run, retry_on: tuple[type[Exception], ...]) -> None:
    """Run the job once, unless it is finished, gone, or somebody else's."""
    job = _claim(job_id)
    if job is None:
        return
    if job.attempts > MAX_ATTEMPTS:
        _finish(job, Job.State.FAILED, error="Given up: the workers that had it were lost.")
        return
    tell_owner(job)
    try:
        result = run(job)
    except JobTakenAway:
        logger.info("Job %s (%s) was taken away while it ran.", job.pk, job.kind)
    except retry_on as error:
        _retry(job, error)
    except Exception as error:
        logger.exception("Job %s (%s) failed.", job.pk, job.kind)
        _finish(job, Job.State.FAILED, error=_text(error))
    else:
        _finish(job, Job.State.DONE, result=result or {})


def _claim(job_id: UUID) -> Job | None:
    """Take the row for this run; None when there is nothing to take."""
    now = timezone.now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, alive_at__lt=now - LEASE)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, alive_at=now
    )
    if not taken:
        return None
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING).select_related("owner").first()


def _retry(job: Job, error: Exception) -> None:
    """Queue the job again after a pause that doubles each time, or fail it when it has had its attempts."""
    if job.attempts >= MAX_ATTEMPTS:
        logger.warning("Job %s (%s) failed after %d attempts: %s", job.pk, job.kind, job.attempts, error)
        _finish(job, Job.State.FAILED, error=_text(error))
        return
    delay = pause_after(job.attempts, asked=getattr(error, "retry_after", 0.0))
    job.state = Job.State.QUEUED
    job.error = _text(error)
    job.alive_at = timezone.now() + timedelta(seconds=delay)
    if _write(job, "state", "error", "alive_at"):
        send_job(job.pk, job.kind, delay=delay)
        tell_owner(job)


def pause_after(attempts: int, *, asked: float = 0.0) -> float:
    """Seconds before the next attempt: 2, 4, 8, ... give or take half, and never less than the service ``asked`` for.

    The spread keeps jobs that failed together from coming back together.
    """
    pause = min(LONGEST_BACKOFF, 2.0**attempts) * random.uniform(0.5, 1.5)  # noqa: S311  (a spread, no secret)
    return max(pause, asked)


def _finish(job: Job, state: Job.State, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    job.state = state
    job.result = result or {}
    job.error = error
    job.finished_at = job.alive_at = timezone.now()
    if _write(job, "state", "result", "error", "finished_at", "alive_at"):
        tell_owner(job)
    else:
        logger.info("Job %s (%s) ended after it had been taken away.", job.pk, job.kind)


def _write(job: Job, *fields: str) -> bool:
    """Store these fields if the row is still this run's."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    return mine.update(**{field: getattr(job, field) for field in fields}) == 1


def _text(error: Exception) -> str:
    limit = 500  # the column's length
    return (f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)[:limit]
