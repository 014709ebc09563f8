"""Work of parties in the background. The scheduler's runs make up for processes that died or have no sockets."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from parties.keeping import settle_all
from parties.listens import RECORD, record
from parties.playing import due, move_on
from parties.pruning import prune_ended


@shared_task(name="parties.look_after")
def look_after() -> None:
    """Let tracks end, note who is gone, and end what is empty."""
    now = timezone.now()
    for party_id, _ in due(now):
        move_on(party_id)
    settle_all(now)


@shared_task(name="parties.prune")
def prune() -> None:
    prune_ended(timezone.now())


@job_task(RECORD)
def record_listens_job(job: Job) -> dict[str, Any]:
    return {"listeners": record(job, job_alive)}
