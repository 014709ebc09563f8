"""When a listener wants to be left alone, and when the day's mail is due, by their own clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from notifications.models import Preferences


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def after_quiet_hours(now: datetime, wishes: Preferences) -> datetime:
    """``now``, or the moment when the quiet hours end that it lies in."""
    begin, end = wishes.quiet_from, wishes.quiet_until
    if begin is None or end is None or begin == end:
        return now
    local = now.astimezone(ZoneInfo(wishes.time_zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = begin > end
    is_quiet = (clock >= begin or clock < end) if over_midnight else begin <= clock < end
    return _next(local, end).astimezone(now.tzinfo) if is_quiet else now


def next_digest(now: datetime, wishes: Preferences) -> datetime:
    local = now.astimezone(ZoneInfo(wishes.time_zone))
    return _next(local, time(wishes.digest_hour)).astimezone(now.tzinfo)


def _next(local: datetime, clock: time) -> datetime:
    """The next time that the listener's clock shows ``clock``."""
    day = local.date() if local.time() < clock else local.date() + timedelta(days=1)
    return datetime.combine(day, clock, tzinfo=local.tzinfo)
