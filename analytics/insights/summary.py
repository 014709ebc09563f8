"""The whole platform in numbers, for staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from analytics.insights.days import minutes, share
from analytics.insights.kept import Body, kept
from analytics.insights.recommended import total_recommendations
from analytics.rollups.models import DayTotal, ListenerTotal
from analytics.trends.models import TrendList
from analytics.trends.windows import MONTH, WEEK

ACTIONS = {"play": "plays", "like": "likes", "skip": "skips", "share": "shares"}
"""The actions of the contract, and the counters that add them up."""

MOST_ACTIVE = 10
KEPT_FOR = timedelta(minutes=1)
_COUNTERS = ("listens", *ACTIONS.values(), "played_ms")


def summary(*, asking: User) -> Body:
    """Superusers are for superusers to see, here as everywhere."""
    today = timezone.now().date()
    return kept(
        f"summary {asking.is_superuser}",
        of=today,
        make=lambda: _summary(today, with_superusers=asking.is_superuser),
        lasting=KEPT_FOR,
    )


def _summary(today: date, *, with_superusers: bool) -> Body:
    sums = DayTotal.objects.aggregate(**{name: Sum(name, default=0) for name in _COUNTERS})
    by_action = actions(sums)
    return {
        "total_users": User.objects.count(),
        "total_activities": sum(by_action.values()),
        "total_recommendations": total_recommendations(),
        "activities_by_action": by_action,
        "most_active_users": _most_active(with_superusers=with_superusers),
        "total_minutes": minutes(sums["played_ms"]),
        "skip_rate": share(sums["skips"], sums["listens"]),
        "active_users": active_users(today),
        "generated_at": timezone.now(),
    }


def actions(counters: dict[str, int]) -> dict[str, int]:
    return {action: counters[column] for action, column in ACTIONS.items()}


def active_users(today: date) -> dict[str, int]:
    """Different ones with a listen: today, and as the trends of the week and the month last counted them."""
    counted = dict(TrendList.objects.values_list("window", "listeners"))
    day = DayTotal.objects.filter(day=today).values_list("listeners", flat=True).first()
    return {"day": day or 0, "week": counted.get(WEEK, 0), "month": counted.get(MONTH, 0)}


def _most_active(*, with_superusers: bool) -> list[dict[str, Any]]:
    rows = ListenerTotal.objects.filter(activities__gt=0)
    if not with_superusers:
        rows = rows.filter(user__is_superuser=False)
    most = rows.order_by("-activities", "user").values_list("user", "user__email", "activities")[:MOST_ACTIVE]
    return [{"user_id": user, "email": email, "activity_count": count} for user, email, count in most]
