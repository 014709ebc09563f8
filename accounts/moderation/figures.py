"""How the server and its moderation stand, in a few counts that are kept for a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Session, Suspension, User
from accounts.moderation.models import Case, Report

KEPT_SECONDS = 60
_KEY = "moderation.figures:v1"


def figures() -> dict[str, Any]:
    """As they were at `counted_at`."""
    found: dict[str, Any] | None = cache.get(_KEY)
    if found is None:
        found = _counted(timezone.now())
        cache.set(_KEY, found, KEPT_SECONDS)
    return found


def _counted(now: datetime) -> dict[str, Any]:
    """Five statements, whatever there is."""
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    users = User.objects.aggregate(
        users=Count("pk"),
        staff=Count("pk", filter=Q(is_staff=True)),
        disabled=Count("pk", filter=Q(is_active=False, suspension__isnull=True)),
        signed_up_day=Count("pk", filter=Q(date_joined__gt=now - timedelta(days=1))),
        signed_up_week=Count("pk", filter=Q(date_joined__gt=week)),
        signed_up_month=Count("pk", filter=Q(date_joined__gt=month)),
    )
    active = Session.objects.filter(last_used_at__gt=week).aggregate(active_week=Count("user", distinct=True))
    suspensions = Suspension.objects.aggregate(suspended=Count("pk"), banned=Count("pk", filter=Q(until=None)))
    cases = Case.objects.aggregate(
        cases_open=Count("pk", filter=Q(state=Case.State.OPEN)),
        held=Count("pk", filter=Q(state=Case.State.OPEN, is_hidden=True)),
        decided_week=Count("pk", filter=Q(decided_at__gt=week)),
    )
    reports = Report.objects.filter(answer="").aggregate(reports_open=Count("pk"))
    return {**users, **active, **suspensions, **cases, **reports, "counted_at": now}
