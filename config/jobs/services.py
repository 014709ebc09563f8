"""Asking for work in the background, and taking the request back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from config.jobs.models import Job
from config.jobs.sending import send_job


def enqueue(
    *, kind: str, key: str, owner: AbstractBaseUser | None = None, arguments: dict[str, Any] | None = None
) -> Job:
    """The unfinished job of this ``kind`` and ``key``, made now when there is none.

    ``kind`` is the name given to `job_task`; ``arguments`` must be JSON. The row is part of the caller's transaction,
    the task is sent once that has been committed. A broker that is down delays the job, and fails nothing.
    """
    while True:
        if found := Job.objects.unfinished().filter(kind=kind, key=key).first():
            return found
        made = Job(kind=kind, key=key, owner_id=owner.pk if owner else None, arguments=arguments or {})
        # A twin that another transaction has just inserted makes this a no-op rather than a broken transaction.
        Job.objects.bulk_create([made], ignore_conflicts=True)
        if Job.objects.filter(pk=made.pk).exists():
            transaction.on_commit(partial(send_job, made.pk, kind))
            return made


def enqueue_each(*, kind: str, arguments_by_key: Mapping[str, dict[str, Any]]) -> None:
    """`enqueue` for several keys in two statements, when the caller has no use for the rows."""
    keys = set(arguments_by_key)
    keys -= set(Job.objects.unfinished().filter(kind=kind, key__in=keys).values_list("key", flat=True))
    made = [Job(kind=kind, key=key, arguments=arguments_by_key[key]) for key in arguments_by_key if key in keys]
    Job.objects.bulk_create(made, ignore_conflicts=True)
    for job in made:
        # The task of a row that lost against a twin finds no row and returns.
        transaction.on_commit(partial(send_job, job.pk, kind))


def cancel(*, job: Job) -> bool:
    """Stop a job that is not finished; False when it already is. A running one stops at its next sign of life."""
    now = timezone.now()
    stopped = Job.objects.unfinished().filter(pk=job.pk).update(state=Job.State.CANCELLED, finished_at=now)
    return stopped == 1
