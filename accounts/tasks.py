"""What accounts do in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from accounts import mails
from accounts.deletion import ERASE, finish_deletion, resume_deletions
from accounts.expiry import remove_expired
from accounts.exports import EXPORT, make_export, remove_old_exports
from accounts.moderation import suspending
from accounts.moderation.suspending import MAIL
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from config.storage import StorageUnavailable


@shared_task(acks_late=True)
def flush_expired_tokens() -> int:
    """Daily: delete what has expired of tokens, sessions and the audit log; how many rows that were."""
    return remove_expired(now=timezone.now())


@job_task("accounts.mail_password_reset", retry_on=(OSError,))  # smtplib's and requests' errors are among them
def mail_password_reset(job: Job) -> dict[str, Any]:
    return _mail(job, mails.mail_password_reset)


@job_task("accounts.mail_verification", retry_on=(OSError,))
def mail_verification(job: Job) -> dict[str, Any]:
    return _mail(job, mails.mail_verification)


@job_task(MAIL, retry_on=(OSError,))
def mail_suspension(job: Job) -> dict[str, Any]:
    """`arguments`: {"user": id}."""
    return {"sent": mails.mail_suspension(UUID(job.arguments["user"]))}


@shared_task(acks_late=True)
def end_suspensions() -> int:
    """Every minute: let those in again whose suspension is over; how many."""
    return suspending.end_suspensions(now=timezone.now())


@job_task(EXPORT, retry_on=(StorageUnavailable,))
def export(job: Job) -> dict[str, Any]:
    """`owner` is whose data it is, `arguments` {"token": what the file is named after}."""
    return make_export(job)


@job_task(ERASE, retry_on=(DatabaseError,))
def erase(job: Job) -> None:
    """`arguments`: {"user": id}. Nobody owns this job: what somebody owns goes with them."""
    finish_deletion(UUID(job.arguments["user"]), alive=partial(job_alive, job))
    # Not even the id is left.
    Job.objects.filter(pk=job.pk).update(key=str(job.pk), arguments={})


@shared_task(acks_late=True)
def remove_leftovers() -> dict[str, int]:
    """Hourly: remove the files of old exports, and go on with deletions that were stopped."""
    return {"files": remove_old_exports(now=timezone.now()), "accounts": resume_deletions()}


def _mail(job: Job, send: Callable[[str], bool]) -> dict[str, Any]:
    """Send, and forget the address: it may be that of somebody who has no account here."""
    email = job.arguments.get("email")
    sent = bool(email) and send(email)
    Job.objects.filter(pk=job.pk).update(arguments={})
    return {"sent": sent}
