"""Histories made by hand, and rolled up as the background does it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from analytics.models import Activity, ListeningSettings
from analytics.rollups.rolling import roll_up
from catalogue.models import Genre, Track
from config.identifiers import uuid7_at

Heard = tuple[Track, str]


def moment(text: str) -> datetime:
    """`2026-03-14 22:30`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def activity(user: User, track: Track, at: str, action: str = "play", ms: int | None = None, **more: Any) -> Activity:
    """Not stored. A play is 60 s long unless it says otherwise, a skip 10 s."""
    when = moment(at)
    played = ms if ms is not None else {"play": 60_000, "skip": 10_000}.get(action)
    ended = when if played is not None else None
    return Activity(
        id=uuid7_at(when),
        user=user,
        track=track,
        timestamp=when,
        ended_at=ended,
        action=action,
        played_ms=played,
        **more,
    )


def heard(*activities: Activity) -> list[Activity]:
    """Stored and rolled up."""
    rows = Activity.objects.bulk_create(activities)
    roll_up()
    return rows


def in_zone(user: User, zone: str) -> None:
    ListeningSettings.objects.update_or_create(user=user, defaults={"time_zone": zone})


def of_genre(tracks: list[Track], name: str, number: int) -> Genre:
    genre, _ = Genre.objects.get_or_create(number=number, defaults={"name": name})
    Track.objects.filter(pk__in=[track.pk for track in tracks]).update(genre=genre)
    return genre
