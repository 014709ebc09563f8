"""The work of notifications in the background."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from config.batches import delete_in_batches
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from notifications.delivering import deliver, send_due
from notifications.digest import DIGEST, MailNotSent, enqueue_digests, send_digest
from notifications.models import Notification
from notifications.services import DELIVER


@job_task(DELIVER)
def deliver_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"notifications": [ids]}; the result says how many push messages were taken."""
    ids = [UUID(each) for each in job.arguments["notifications"]]
    return {"sent": deliver(ids, alive=partial(job_alive, job))}


@job_task(DIGEST, retry_on=(MailNotSent,))
def digest_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"user": id}; the result says of how many notifications the mail was."""
    return {"notifications": send_digest(UUID(job.arguments["user"]))}


@shared_task(name="notifications.send_due")
def send_due_task() -> None:
    """What waited for the end of quiet hours, for a push service, or for the day's mail."""
    enqueue_digests()
    send_due()


@shared_task(name="notifications.prune")
def prune_task() -> None:
    delete_in_batches(Notification.objects.outdated(timezone.now()))
