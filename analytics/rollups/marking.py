"""Marks: what has to be rolled up anew. The database writes them for every change of an activity
(`analytics.rollups.triggers`); what is here is for who wants more than that rolled up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from analytics.rollups.models import ListenerDay, ListenerTotal, RollUpMark
from analytics.rollups.settling import SETTLE


def mark_listener(user_id: UUID) -> None:
    """Everything of the listener, in the caller's transaction."""
    known = ListenerTotal.objects.filter(user_id=user_id).values_list("activities", flat=True).first()
    RollUpMark.objects.create(user_id=user_id, weight=max(1, known or 0))


def mark_everybody() -> None:
    """Every listener who has activities or roll-ups, every hour that is kept, and then the sums over all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LISTENERS)
        cursor.execute(_HOURS[connection.vendor])
        RollUpMark.objects.create(**SETTLE, weight=0)


def mark_period(since: date, until: date) -> None:
    """Everybody who has activities or roll-ups from the one day to the other, and the hours of those days."""
    first = datetime.combine(since - timedelta(days=1), time.min, UTC)
    last = datetime.combine(until + timedelta(days=2), time.min, UTC)
    activities = apps.get_model("analytics", "Activity")._default_manager
    active = activities.filter(timestamp__gte=first, timestamp__lt=last)
    listeners = set(active.order_by().values_list("user_id", flat=True).distinct())
    rolled = ListenerDay.objects.filter(day__range=(since, until))
    listeners |= set(rolled.values_list("user_id", flat=True).distinct())
    weights = dict(ListenerTotal.objects.values_list("user_id", "activities"))
    hours = [first + timedelta(hours=number) for number in range(int((last - first) / timedelta(hours=1)))]
    marks = [RollUpMark(user_id=each, weight=max(1, weights.get(each, 1))) for each in sorted(listeners)]
    RollUpMark.objects.bulk_create([*marks, *(RollUpMark(moment=hour) for hour in hours)], batch_size=5_000)


_LISTENERS = """
INSERT INTO analytics_rollupmark (user_id, moment, weight)
SELECT user_id, NULL, SUM(number) FROM (
    SELECT user_id, COUNT(*) AS number FROM analytics_activity GROUP BY user_id
    UNION ALL
    SELECT user_id, 1 FROM analytics_listenertotal) found
GROUP BY user_id ORDER BY user_id
"""
_HOURS = {
    "postgresql": """
        INSERT INTO analytics_rollupmark (user_id, moment, weight)
        SELECT CAST(NULL AS uuid), hour, 1 FROM (
            SELECT date_trunc('hour', timestamp, 'UTC') AS hour FROM analytics_activity
            WHERE timestamp > now() - interval '100 days'
            UNION SELECT hour FROM analytics_hourtotal) found""",
    "sqlite": """
        INSERT INTO analytics_rollupmark (user_id, moment, weight)
        SELECT NULL, hour, 1 FROM (
            SELECT substr(timestamp, 1, 13) || ':00:00' AS hour FROM analytics_activity
            WHERE timestamp > datetime('now', '-100 days')
            UNION SELECT hour FROM analytics_hourtotal) found""",
}
