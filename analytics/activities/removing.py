"""Deleting what one has listened to. What it added up to follows with the next roll-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from analytics.listening_models import AwaitedActivity
from analytics.models import Activity
from config.batches import DELETED_AT_ONCE, Alive, delete_in_batches
from config.jobs.services import enqueue

DELETE_PERIOD: Final = "analytics.delete_period"
"""The background job."""

WAITED_FOR: Final = 5_000
"""Activities that are deleted while somebody waits."""


def delete_activity(*, user: User, activity_id: UUID) -> None:
    """Raises Http404 when the listener has no such activity."""
    for rows in (Activity.objects.visible_to(user), AwaitedActivity.objects.visible_to(user)):
        if rows.filter(pk=activity_id).delete()[0]:
            return
    raise Http404


def delete_period(*, user: User, since: datetime, until: datetime) -> tuple[int, bool]:
    """Delete the listener's activities from ``since`` until before ``until``: how many now, and whether those were all.

    The rest of many is left to a job.
    """
    deleted = 0
    for rows in _between(user, since, until):
        while deleted < WAITED_FOR and (batch := list(rows.values_list("pk", flat=True)[:DELETED_AT_ONCE])):
            rows.model.objects.filter(pk__in=batch).delete()
            deleted += len(batch)
    left = any(rows.exists() for rows in _between(user, since, until))
    if left:
        period = {"since": since.isoformat(), "until": until.isoformat()}
        key = f"{user.pk} {period['since']} {period['until']}"
        enqueue(kind=DELETE_PERIOD, key=key, owner=user, arguments=period)
    return deleted, not left


def finish_deleting(*, user: User, since: datetime, until: datetime, alive: Alive) -> int:
    """What `delete_period` left; how many. Safe to repeat."""
    return sum(delete_in_batches(rows, alive=alive) for rows in _between(user, since, until))


def _between(user: User, since: datetime, until: datetime) -> list[QuerySet[Any]]:
    period = {"timestamp__gte": since, "timestamp__lt": until}
    return [model.objects.visible_to(user).filter(**period) for model in (Activity, AwaitedActivity)]
