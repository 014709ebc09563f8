"""The catalogue's work in the background."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task

from catalogue.errors import CatalogueUnavailable
from catalogue.rebuilding import rebuilt
from catalogue.related import LEARN_RELATED, learn_related, prune_related
from catalogue.renewal import RENEW
from catalogue.resources import renew
from catalogue.snapshots import prune
from catalogue.warming import refresh_stale_pages, warm_lists
from config.jobs.models import Job
from config.jobs.running import job_task
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

logger = logging.getLogger(__name__)

RENEWAL_SECONDS = 20.0


@job_task(LEARN_RELATED, retry_on=(CatalogueUnavailable,))
def learn_related_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"artist": key}; the result says how many tracks are known now."""
    return {"tracks": learn_related(job.arguments["artist"])}


@shared_task(name=RENEW)
def renew_task(kind: str, provider: str, about: str) -> None:
    """Renew the answer to one question. One that fails is asked for again by whoever meets it next."""
    question = rebuilt(kind, provider, about)
    if question is None:
        return
    try:
        renew(question, budget=Budget(RENEWAL_SECONDS, background=True))
    except ProviderUnavailable as error:
        logger.info("%s was not renewed: %s", question.key, error)


@shared_task(name="catalogue.warm_lists")
def warm_lists_task() -> None:
    """Charts, new releases and genres, before they are due."""
    warm_lists()


@shared_task(name="catalogue.refresh_stale_pages")
def refresh_stale_pages_task() -> None:
    refresh_stale_pages()


@shared_task(name="catalogue.prune")
def prune_task() -> None:
    """Answers that are too old to be given, and what was learned of artists that nobody plays any more."""
    prune()
    prune_related()
