"""Who asked for a job hears on their devices how far it is."""

from __future__ import annotations

from config.jobs.models import Job
from config.realtime.publishing import push, user_group


def tell_owner(job: Job, *, unless_at: int | None = None) -> None:
    """``unless_at`` is the percentage that they were told before, which is not told again."""
    if job.owner_id is None or percentage(job) == unless_at:
        return
    told = {"id": job.pk, "kind": job.kind, "state": job.state, "done": job.done, "total": job.total}
    push(user_group(job.owner_id), {"type": "job", "job": {**told, "error": job.error}})


def percentage(job: Job) -> int:
    return min(100, job.done * 100 // job.total) if job.total else 0
