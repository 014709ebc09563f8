"""Ranking anew what has become old, for readers to find."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from typing import Any

from django.utils import timezone

from analytics.rollups.models import ListenerDay
from analytics.trends.models import TrendList
from analytics.trends.ranking import KINDS, ranking
from analytics.trends.windows import REFRESHED_EVERY, WINDOWS, Window, window, window_before


def refresh_trends() -> list[str]:
    """Rank every window whose time has come; their names. Safe to run twice at once: the same is written twice."""
    now = timezone.now()
    rows = TrendList.objects.in_bulk()
    due = [name for name in WINDOWS if _is_due(rows.get(name), name, now)]
    for name in due:
        refresh(name, now=now, last=rows.get(name))
    return due


def refresh(name: str, *, now: datetime, last: TrendList | None = None) -> TrendList:
    """The window before has ended: its ranking in ``last`` is taken over as long as it is about the same days."""
    today = now.date()
    span = window(name, today=today)
    same_days = last is not None and last.first_day == span.first
    row, _ = TrendList.objects.update_or_create(
        window=name,
        defaults={
            "first_day": span.first,
            "last_day": span.last,
            "computed_at": now,
            "found": {kind: [list(astuple(each)) for each in ranking(kind, span)] for kind in KINDS},
            "before": last.before if last and same_days else _keys(window_before(name, today=today)),
            "listeners": _listeners(span),
        },
    )
    return row


def _is_due(row: TrendList | None, name: str, now: datetime) -> bool:
    return row is None or now - row.computed_at >= REFRESHED_EVERY[name]


def _keys(span: Window) -> dict[str, list[Any]]:
    return {kind: [each.key for each in ranking(kind, span)] for kind in KINDS}


def _listeners(span: Window) -> int:
    rows = ListenerDay.objects.filter(day__range=(span.first, span.last), listens__gt=0)
    return rows.order_by().values("user").distinct().count()
