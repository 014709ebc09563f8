"""What came of sending, written down: each scrobble's end, and when the account may be sent to again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.senders import Fate
from config.jobs.running import pause_after

LONGEST_DETAIL = 200
LONGEST_FAILING = 16
"""Failures in a row that are counted; the pauses have stopped growing long before."""


@transaction.atomic
def settle(outlet: Outlet, scrobbles: Sequence[Scrobble], fates: Sequence[Fate]) -> int:
    """Each in the order of its fate; how many were sent. What is to be sent later stays as it is."""
    now = timezone.now()
    groups: dict[Fate, list[Scrobble]] = {}
    for scrobble, fate in zip(scrobbles, fates, strict=True):
        if not fate.later:
            groups.setdefault(fate, []).append(scrobble)
    sent = dropped = 0
    for fate, group in groups.items():
        ended = _end(group, fate, now)
        sent, dropped = (sent, dropped + ended) if fate.reason else (sent + ended, dropped)
    changed: dict[str, object] = {"sent": F("sent") + sent, "dropped": F("dropped") + dropped}
    if sent:
        changed |= {"last_sent_at": now, "failures": 0, "next_at": None, "last_error": ""}
    Outlet.objects.filter(pk=outlet.pk).update(**changed)
    return sent


def _end(scrobbles: Sequence[Scrobble], fate: Fate, now: datetime) -> int:
    state = Scrobble.State.DROPPED if fate.reason else Scrobble.State.SENT
    waiting = Scrobble.objects.pending().filter(pk__in=[each.pk for each in scrobbles])
    return waiting.update(state=state, reason=fate.reason, detail=fate.detail[:LONGEST_DETAIL], settled_at=now)


def rest(outlet: Outlet, *, asked: float, error: str = "") -> None:
    """Send nothing for as long as the service ``asked`` for; after an ``error`` longer each time."""
    if error:
        outlet.failures = min(outlet.failures + 1, LONGEST_FAILING)
    pause = pause_after(outlet.failures, asked=asked) if error else asked
    Outlet.objects.filter(pk=outlet.pk).update(
        failures=outlet.failures,
        next_at=timezone.now() + timedelta(seconds=pause),
        last_error=error[:LONGEST_DETAIL],
    )


@transaction.atomic
def drop_old(outlet: Outlet, oldest: timedelta | None) -> None:
    """Those that the service takes no more, because they waited for too long."""
    if oldest is None:
        return
    now = timezone.now()
    old = Scrobble.objects.pending().filter(link=outlet.link_id, listened_at__lt=now - oldest)
    dropped = old.update(state=Scrobble.State.DROPPED, reason=Scrobble.Reason.TOO_OLD, settled_at=now)
    if dropped:
        Outlet.objects.filter(pk=outlet.pk).update(dropped=F("dropped") + dropped)
