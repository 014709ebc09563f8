"""What listening asks of the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from celery import shared_task
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from analytics.activities.removing import DELETE_PERIOD, finish_deleting
from analytics.awaiting import FIND_TRACK, ask_again, find_awaited_track
from analytics.dashboard.sign_ups import count_sign_ups
from analytics.models import Activity
from analytics.partitions import make_ahead
from analytics.rollups.tasks import roll_up_changes
from analytics.trends.tasks import refresh_trends_task
from catalogue.errors import CatalogueUnavailable
from catalogue.ids import CatalogueId
from catalogue.warming import warm_artists
from config.jobs.models import Job
from config.jobs.running import job_alive, job_task

__all__ = ["refresh_trends_task", "roll_up_changes"]

PLAYED_WITHIN: Final = timedelta(days=7)
ARTISTS_KEPT_WARM: Final = 100


@shared_task(name="analytics.warm_played_artists")
def warm_played_artists() -> None:
    """Keep the pages of the artists fresh that were played most in the last week."""
    warm_artists(most_played_artists())


def most_played_artists() -> list[CatalogueId]:
    """Of the last week, the most played first; 100 at most. One statement."""
    listens = Activity.objects.plays().filter(timestamp__gte=timezone.now() - PLAYED_WITHIN)
    artists = listens.values_list("track__artist__provider", "track__artist__external_id")
    ranked = artists.annotate(plays=Count("pk")).order_by("-plays", "track__artist__external_id")
    return [CatalogueId(provider, value) for provider, value, _ in ranked[:ARTISTS_KEPT_WARM]]


@job_task(FIND_TRACK, retry_on=(CatalogueUnavailable,))
def find_awaited_track_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"track": its catalogue id}."""
    wanted = CatalogueId.parse(job.arguments["track"])
    return {"activities": find_awaited_track(wanted, alive=lambda: job_alive(job))}


@shared_task(name="analytics.ask_for_awaited_tracks")
def ask_for_awaited_tracks() -> None:
    ask_again()


@job_task(DELETE_PERIOD)
def delete_period_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"since", "until"}, of the owner."""
    if not isinstance(job.owner, User):
        return {}
    since, until = (datetime.fromisoformat(job.arguments[name]) for name in ("since", "until"))
    return {"deleted": finish_deleting(user=job.owner, since=since, until=until, alive=lambda: job_alive(job))}


@shared_task(name="analytics.count_sign_ups")
def count_sign_ups_task() -> None:
    """For the dashboard."""
    count_sign_ups()


@shared_task(name="analytics.make_partitions")
def make_partitions() -> None:
    """On PostgreSQL, the partitions of the next months."""
    make_ahead()
