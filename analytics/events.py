"""Event ids: whoever brings one first has it, of two devices that come at the same moment too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from analytics.listening_models import ActivityEvent


def claim_events(user: User, activity_ids: Mapping[UUID, UUID]) -> set[UUID]:
    """Give each event id to the activity with that id; those that were free. One statement, in the caller's
    transaction.

    A twin of another transaction is waited for: once that is committed its event id is not free any more.
    """
    if not activity_ids:
        return set()
    # In one order, so that two batches with the same ids do not wait for each other in a circle.
    rows = [(_stored(user.pk), _stored(event), _stored(activity_ids[event])) for event in sorted(activity_ids)]
    places = ", ".join(["(%s, %s, %s)"] * len(rows))
    sql = f"INSERT INTO analytics_activityevent (user_id, event_id, activity) VALUES {places} "  # noqa: S608  (places)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING RETURNING event_id", [value for row in rows for value in row])
        return {UUID(str(event)) for (event,) in cursor.fetchall()}


def activities_of_events(user: User, event_ids: set[UUID]) -> dict[UUID, UUID]:
    """The ids of the activities that have these event ids; the activities may have been deleted since."""
    if not event_ids:
        return {}
    found = ActivityEvent.objects.filter(user=user, event_id__in=event_ids)
    return dict(found.values_list("event_id", "activity"))


def _stored(value: UUID) -> Any:
    return ActivityEvent._meta.get_field("event_id").get_db_prep_value(value, connection)
