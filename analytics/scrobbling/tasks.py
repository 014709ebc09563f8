"""What scrobbling asks of the background."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from analytics.scrobbling.announcing import ANNOUNCE, announce
from analytics.scrobbling.flushing import flush
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.outbox import FLUSH, flush_each
from analytics.scrobbling.receiving import RECOGNISE
from analytics.scrobbling.recognising import recognise, recognise_due
from config.batches import delete_in_batches
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from integrations.errors import ProviderUnavailable

FLUSHED_AT_ONCE: Final = 500
SENT_KEPT_FOR: Final = timedelta(days=7)
DROPPED_KEPT_FOR: Final = timedelta(days=90)


@job_task(FLUSH)
def flush_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"link": id of the linked account}."""
    return {"sent": flush(UUID(job.arguments["link"]), alive=partial(job_alive, job))}


@job_task(RECOGNISE, retry_on=(ProviderUnavailable,))
def recognise_job(job: Job) -> dict[str, Any]:
    """`key` is the listener's id."""
    user = User.objects.filter(pk=UUID(job.key), is_active=True).first()
    return recognise(user, alive=partial(job_alive, job)) if user else {}


@shared_task(name=ANNOUNCE, acks_late=False)
def announce_task(user_id: str, track_key: int) -> None:
    announce(UUID(user_id), track_key)


@shared_task(name="scrobbling.flush_due")
def flush_due() -> int:
    """Ask for a flush of the accounts that something waits for, the longest resting first; how many."""
    due = Outlet.objects.due(timezone.now()).order_by("next_at").values_list("pk", flat=True)
    links = list(due[:FLUSHED_AT_ONCE])
    flush_each(links)
    return len(links)


@shared_task(name="scrobbling.recognise_due")
def recognise_due_task() -> int:
    return recognise_due()


@shared_task(name="scrobbling.prune")
def prune() -> int:
    """Delete the rows of what was sent a week ago and dropped three months ago; how many."""
    now = timezone.now()
    sent = Scrobble.objects.settled_before(now - SENT_KEPT_FOR).filter(state=Scrobble.State.SENT)
    dropped = Scrobble.objects.settled_before(now - DROPPED_KEPT_FOR)
    return delete_in_batches(sent) + delete_in_batches(dropped)
