"""A listener's listens as CSV, read a batch at a time: a million rows take no more memory than two thousand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from accounts.models import User
from analytics.models import Activity
from catalogue.ids import CatalogueId
from catalogue.own.csv_format import csv_line
from config.batches import in_batches

COLUMNS = (
    "timestamp",  # when it began, in UTC
    "local_time",  # the same on the listener's clock
    "action",  # play or skip
    "track_id",
    "track_title",
    "artist_name",
    "album_title",
    "isrc",
    "duration_ms",  # of the track; empty while unknown
    "played_ms",  # what was heard of it; empty while unknown
    "source",  # queue, radio, client, scrobble or import
    "playlist_id",  # what it was played from
)


def listens_between(user: User, *, first: date | None, last: date | None, zone: ZoneInfo) -> QuerySet[Any, Any]:
    """Listens of the listener's own days, from ``first`` to ``last``, both included."""
    rows = Activity.objects.visible_to(user).listens()
    if first:
        rows = rows.filter(timestamp__gte=_midnight(first, zone))
    if last:
        rows = rows.filter(timestamp__lt=_midnight(last + timedelta(days=1), zone))
    return rows.values(
        "id", "timestamp", "action", "played_ms", "source", "context",
        provider=F("track__provider"), external_id=F("track__external_id"), title=F("track__title"),
        artist=F("track__artist__name"), album=F("track__album__title"), isrc=F("track__isrc"),
        duration=F("track__duration"),
    )  # fmt: skip


def csv_lines(rows: QuerySet[Any, Any], zone: ZoneInfo) -> Iterator[str]:
    """The file line by line, the oldest listen first, the names of the columns before it."""
    yield csv_line(list(COLUMNS))
    for row in in_batches(rows, by=("timestamp", "id")):
        yield csv_line(["" if cell is None else str(cell) for cell in _cells(row, zone)])


def _cells(row: dict[str, Any], zone: ZoneInfo) -> tuple[Any, ...]:
    at: datetime = row["timestamp"]
    return (
        at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        at.astimezone(zone).isoformat(timespec="seconds"),
        row["action"],
        CatalogueId(row["provider"], row["external_id"]),
        row["title"],
        row["artist"],
        row["album"],
        row["isrc"],
        row["duration"] * 1000 or None,
        row["played_ms"],
        row["source"],
        row["context"],
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
