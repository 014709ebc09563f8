"""The catalogue's work in the background."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from catalogue.errors import CatalogueUnavailable
from catalogue.related import LEARN_RELATED, learn_related
from catalogue.snapshots import forget_old_searches
from config.jobs.models import Job
from config.jobs.running import job_task


@job_task(LEARN_RELATED, retry_on=(CatalogueUnavailable,))
def learn_related_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"artist": key}; the result says how many tracks are known now."""
    return {"tracks": learn_related(job.arguments["artist"])}


@shared_task(name="catalogue.forget_old_searches")
def forget_old_searches_task() -> None:
    forget_old_searches()
