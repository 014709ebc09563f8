"""Lists that are made anew before somebody asks: when a listener wants it, and hourly for those who were here lately.

The hourly round goes in twelve parts, the most active listeners first. Each part takes up to its share of the round,
so that the work is spread over the hour, and what a worker missed is made up for; who was served in this hour is passed
by.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from analytics.models import Activity
from config.jobs.models import Job, JobQuerySet
from config.jobs.services import enqueue
from notifications.services import notify
from recommendations.errors import TaskNotFound
from recommendations.lists import Trigger, refresh_list
from recommendations.mixes.services import mixes_of
from recommendations.models import RecommendationLog
from recommendations.shelf import forget_pages

logger = logging.getLogger(__name__)

REFRESH = "recommendations.refresh"
REFRESH_ACTIVE = "recommendations.refresh_active_listeners"
ACTIVE_WITHIN = timedelta(days=7)
PARTS = 12
"""Of an hour."""
MOST_AN_HOUR = 5_000
"""Listeners; the least active ones beyond are served when they come."""

Alive = Callable[[int, int], None]


def ask_for_refresh(*, user: User) -> Job:
    """The refresh of this listener's list that is under way, begun now when there is none."""
    return enqueue(kind=REFRESH, key=str(user.pk), owner=user)


def find_task(*, user: User, task_id: UUID) -> Job:
    """Raises TaskNotFound."""
    job = tasks_of(user).filter(pk=task_id).first()
    if job is None:
        raise TaskNotFound
    return job


def tasks_of(user: User) -> JobQuerySet:
    return Job.objects.visible_to(user).filter(kind=REFRESH)


def run_refresh(job: Job) -> dict[str, Any]:
    """Do the job that a listener asked for."""
    user = job.owner
    if not isinstance(user, User) or not user.is_active:
        return {}
    count = _refreshed(user, Trigger.REFRESH)
    summary = f"{count} tracks were chosen for you." if count else "There is nothing new for you yet."
    notify(user=user, kind="recommendations_ready", data={"summary": summary}, group_key="recommendations")
    return {"count": count}


def ask_for_part() -> Job:
    """The part of the hourly round that is under way, begun now when there is none."""
    return enqueue(kind=REFRESH_ACTIVE, key="hour")


def refresh_part(now: datetime, alive: Alive) -> dict[str, Any]:
    """Serve who is due until this part of the hour. One who fails is logged, and keeps nobody waiting."""
    due = due_now(now)
    failed = 0
    for done, user in enumerate(User.objects.filter(pk=key, is_active=True).first() for key in due):
        alive(done, len(due))
        try:
            if user is not None:
                _refreshed(user, Trigger.SCHEDULE)
        except Exception:  # the edge of the task: the next listener is served all the same
            failed += 1
            logger.exception("The recommendations of a listener could not be made.")
    alive(len(due), len(due))
    return {"refreshed": len(due) - failed, "failed": failed}


def due_now(now: datetime) -> list[UUID]:
    """Listeners of this hour's round whose turn has come, the most active first; three statements."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    active = _active(now - ACTIVE_WITHIN)
    part = (now.minute * PARTS) // 60 + 1
    turn = active[: -(-len(active) * part // PARTS)]
    served = set(RecommendationLog.objects.since(hour).filter(user__in=turn).values_list("user", flat=True))
    return [key for key in turn if key not in served]


def _active(since: datetime) -> list[UUID]:
    """Who listened since then, the most active first."""
    listens = Activity.objects.listens().filter(timestamp__gte=since, user__is_active=True)
    counted = listens.values_list("user").annotate(listens=Count("pk")).order_by("-listens", "user")
    return [key for key, _ in counted[:MOST_AN_HOUR]]


def _refreshed(user: User, trigger: Trigger) -> int:
    """A new list, and the mixes of the day, which are made once."""
    count = len(refresh_list(user=user, trigger=trigger))
    forget_pages(user.pk)
    mixes_of(user)
    return count
