"""New accounts by day: those of days that are over are counted once a day, the others when they are asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from analytics.dashboard.models import SignUpDay
from config.identifiers import first_at

_ONE_DAY = timedelta(days=1)


def sign_ups_by_day(first: date, last: date) -> dict[date, int]:
    """In UTC; days without any are absent. Accounts that were deleted count until the next day. Three statements."""
    counted_to = SignUpDay.objects.aggregate(last=Max("day"))["last"]
    stored = SignUpDay.objects.filter(day__range=(first, last)).values_list("day", "accounts")
    since = max(first, counted_to + _ONE_DAY) if counted_to else first
    return dict(stored) | _counted(since, last)


@transaction.atomic
def count_sign_ups() -> None:
    """All days up to yesterday, anew: accounts may have been deleted."""
    yesterday = timezone.now().astimezone(UTC).date() - _ONE_DAY
    found = _counted(date(1970, 1, 1), yesterday)
    SignUpDay.objects.exclude(day__in=found).delete()
    SignUpDay.objects.bulk_create(
        [SignUpDay(day=day, accounts=accounts) for day, accounts in found.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["accounts"],
    )


def _counted(first: date, last: date) -> dict[date, int]:
    """Found by the time in the users' ids, which their index is ordered by."""
    users = User.objects.filter(pk__gte=first_at(_midnight(first)), pk__lt=first_at(_midnight(last + _ONE_DAY)))
    days = users.order_by().annotate(joined_on=TruncDate("date_joined", tzinfo=UTC)).values("joined_on")
    return dict(days.annotate(total=Count("pk")).values_list("joined_on", "total"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
