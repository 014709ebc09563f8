"""What runs by the clock. The table is here, the rows that the scheduler reads are django-celery-beat's.

`manage.py sync_schedule` makes the rows (setup and every start of the server call it). A row that is there is left
alone, so that what an operator changed in the admin, such as an interval or the off switch, stays changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask


@dataclass(frozen=True)
class Scheduled:
    """``task`` is the name of a Celery task without arguments, run once every ``every`` (whole seconds)."""

    name: str
    task: str
    every: timedelta


SCHEDULE = (
    Scheduled("Send lost jobs again", "config.jobs.resume_lost_jobs", timedelta(minutes=1)),
    Scheduled("Delete jobs that ended long ago", "config.jobs.prune_finished_jobs", timedelta(days=1)),
    Scheduled("Delete files that jobs made", "config.jobs.remove_old_files", timedelta(hours=1)),
    Scheduled("Delete expired sessions", "accounts.tasks.flush_expired_tokens", timedelta(days=1)),
    Scheduled("End suspensions that are over", "accounts.tasks.end_suspensions", timedelta(minutes=1)),
    Scheduled("Delete old exports, finish deletions", "accounts.tasks.remove_leftovers", timedelta(hours=1)),
    Scheduled("Renew tokens of linked accounts", "integrations.links.renew_tokens", timedelta(minutes=5)),
    Scheduled("Forget old imports", "playlists.importing.prune", timedelta(days=1)),
    Scheduled("Warm charts, genres and new releases", "catalogue.warm_lists", timedelta(minutes=8)),
    Scheduled("Roll up what was listened to", "analytics.roll_up", timedelta(minutes=1)),
    Scheduled("Rank what trends", "analytics.refresh_trends", timedelta(minutes=1)),
    Scheduled("Make the partitions of the next months", "analytics.make_partitions", timedelta(days=1)),
    Scheduled("Count the sign-ups of each day", "analytics.count_sign_ups", timedelta(days=1)),
    Scheduled("Ask again for tracks of kept activities", "analytics.ask_for_awaited_tracks", timedelta(hours=1)),
    Scheduled("Warm the artists played most", "analytics.warm_played_artists", timedelta(hours=1)),
    Scheduled("Refresh artists, albums and tracks", "catalogue.refresh_stale_pages", timedelta(minutes=10)),
    Scheduled("Send notifications that are due", "notifications.send_due", timedelta(minutes=1)),
    Scheduled("Tell of new releases", "playlists.tell_of_new_releases", timedelta(hours=1)),
    Scheduled("Delete old notifications", "notifications.prune", timedelta(days=1)),
    Scheduled("Look after parties", "parties.look_after", timedelta(seconds=30)),
    Scheduled("Delete parties that ended", "parties.prune", timedelta(days=1)),
    Scheduled("Forget devices that are gone", "playqueue.prune_devices", timedelta(days=1)),
    Scheduled("Delete old answers and related tracks", "catalogue.prune", timedelta(days=1)),
    Scheduled("Train the recommender, once a night", "recommendations.train_if_due", timedelta(hours=1)),
    Scheduled("Refresh recommendations, spread over the hour", "recommendations.ask_for_part", timedelta(minutes=5)),
    Scheduled("Add new tracks to the recommender", "recommendations.add_new_tracks", timedelta(seconds=30)),
    Scheduled("Delete old recommendations", "recommendations.prune", timedelta(days=1)),
    Scheduled("Send scrobbles that wait", "scrobbling.flush_due", timedelta(minutes=1)),
    Scheduled("Recognise scrobbles received", "scrobbling.recognise_due", timedelta(minutes=5)),
    Scheduled("Delete old scrobbles of the outbox", "scrobbling.prune", timedelta(days=1)),
)

_PERIODS = (
    (timedelta(days=1), IntervalSchedule.DAYS),
    (timedelta(hours=1), IntervalSchedule.HOURS),
    (timedelta(minutes=1), IntervalSchedule.MINUTES),
    (timedelta(seconds=1), IntervalSchedule.SECONDS),
)


@transaction.atomic
def sync_schedule(entries: tuple[Scheduled, ...] = SCHEDULE) -> list[str]:
    """Make the rows that are missing; the names of those that were made."""
    there = set(PeriodicTask.objects.filter(name__in=[entry.name for entry in entries]).values_list("name", flat=True))
    missing = [entry for entry in entries if entry.name not in there]
    for entry in missing:
        PeriodicTask.objects.get_or_create(
            name=entry.name,
            defaults={
                "task": entry.task,
                "interval": _interval(entry.every),
                # Runs that were missed while no worker was there are not made up for.
                "expire_seconds": int(entry.every.total_seconds()),
            },
        )
    return [entry.name for entry in missing]


def _interval(every: timedelta) -> IntervalSchedule:
    """The row of this interval, in the largest unit that divides it."""
    unit, period = next((unit, period) for unit, period in _PERIODS if every % unit == timedelta())
    row = IntervalSchedule.objects.filter(every=every // unit, period=period).first()
    return row or IntervalSchedule.objects.create(every=every // unit, period=period)
