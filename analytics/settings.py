"""What a listener has set about listening: their time zone, and the private session."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from analytics.listening_models import ListeningSettings
from analytics.rollups.marking import mark_listener
from config.errors import FieldError


def settings_of(user: User) -> ListeningSettings:
    """The stored row, or the defaults, which are not stored by this."""
    return ListeningSettings.objects.filter(user=user).first() or ListeningSettings(user=user)


def zone_of(user: User) -> ZoneInfo:
    return ZoneInfo(settings_of(user).time_zone)


def today_of(user: User, now: datetime | None = None) -> date:
    """The date on the listener's own calendar."""
    return timezone.localdate(now, zone_of(user))


@transaction.atomic
def change_settings(
    *, user: User, time_zone: str | None = None, private_session: bool | None = None
) -> ListeningSettings:
    """Set what is given. Another time zone has all days of the listener rolled up anew, in the background.

    Raises FieldError for a time zone that is none.
    """
    if time_zone is not None and time_zone not in time_zones():
        raise FieldError("time_zone", "This is no time zone of the IANA database.", code="invalid_choice")
    ListeningSettings.objects.bulk_create([ListeningSettings(user=user)], ignore_conflicts=True)
    row = ListeningSettings.objects.select_for_update().get(user=user)
    if time_zone not in (None, row.time_zone):
        mark_listener(user.pk)
    row.time_zone = row.time_zone if time_zone is None else time_zone
    row.private_session = row.private_session if private_session is None else private_session
    row.save()
    return row


@cache
def time_zones() -> frozenset[str]:
    """Those that both Python and the database know, since days are counted by either.

    Without `Etc/GMT+5` and its like: Django takes such a name for a zone and a shift.
    """
    known = {name for name in available_timezones() if not name.startswith(("Etc/GMT+", "Etc/GMT-"))}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_timezone_names")
            known &= {name for (name,) in cursor.fetchall()}
    return frozenset(known)
