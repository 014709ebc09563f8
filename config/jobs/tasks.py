"""Keeping the jobs going: finding the lost ones and clearing away the old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from config.jobs.files import REMOVE_FILES
from config.jobs.made_files import remove_old_files
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from config.jobs.sending import send_job
from config.storage import StorageUnavailable

RESUMED_AT_ONCE = 200
PRUNED_AT_ONCE = 1_000
KEPT_FOR = timedelta(days=30)


@shared_task(name="config.jobs.resume_lost_jobs", acks_late=True)
def resume_lost_jobs() -> int:
    """Send the jobs again that nobody works on, the oldest first; how many were sent."""
    return resume(limit=RESUMED_AT_ONCE)


@shared_task(name="config.jobs.prune_finished_jobs", acks_late=True)
def prune_finished_jobs() -> int:
    """Delete the rows of jobs that ended more than 30 days ago; how many were deleted."""
    old = Job.objects.finished_before(timezone.now() - KEPT_FOR)
    deleted = 0
    while batch := list(old.order_by("pk").values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
        deleted += Job.objects.filter(pk__in=batch).delete()[0]
    return deleted


@shared_task(name="config.jobs.remove_old_files", acks_late=True)
def remove_old_files_task() -> int:
    """Remove the files of jobs that ended more than a day ago; how many."""
    return remove_old_files(now=timezone.now())


@job_task(REMOVE_FILES, retry_on=(StorageUnavailable,))
def remove_files_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"names": [...]} of the default storage. One that is not there is no error."""
    names = job.arguments["names"]
    for done, name in enumerate(names):
        default_storage.delete(name)
        job_alive(job, done=done + 1, total=len(names))
    return {"removed": len(names)}


def resume(*, limit: int) -> int:
    """Send up to ``limit`` orphaned jobs. Their lease starts anew, so that a long line is not sent over and over."""
    now = timezone.now()
    sent = 0
    for job_id, kind in Job.objects.orphaned(now).order_by("pk").values_list("pk", "kind")[:limit]:
        # Lost while it ran, or sent and never arrived: either way it is queued again from here.
        if not Job.objects.orphaned(now).filter(pk=job_id).update(state=Job.State.QUEUED, alive_at=now):
            continue
        if not send_job(job_id, kind):
            break
        sent += 1
    return sent


def take_over_all() -> int:
    """Send every unfinished job: for a server that has just started and is the only one to run any."""
    Job.objects.unfinished().update(state=Job.State.QUEUED, alive_at=timezone.now())
    jobs = Job.objects.unfinished().order_by("pk").values_list("pk", "kind")
    return sum(send_job(job_id, kind) for job_id, kind in jobs.iterator())
