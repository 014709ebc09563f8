"""What a listener heard for the first time, first, and over and over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from analytics.insights.spans import Span
from analytics.rollups.models import ListenerTrack, ListenerTrackDay
from catalogue.models import Track


@dataclass(frozen=True, slots=True)
class New:
    """Heard for the first time ever."""

    tracks: int
    artists: int


@dataclass(frozen=True, slots=True)
class Replayed:
    track: int
    day: date
    plays: int


def new_things(user: User, span: Span, artists_of: Mapping[int, int]) -> New:
    """``artists_of`` has the artist of each track that was heard in the span."""
    known = ListenerTrack.objects.filter(user=user, first_day__lte=span.last).values_list("track", "first_day")
    since = span.first or date.min
    new = {track for track, day in known if day and day >= since} & artists_of.keys()
    earlier = [track for track, _ in known if track not in new]
    artists = {artists_of[track] for track in new}
    met = Track.objects.filter(pk__in=earlier, artist__in=artists) if earlier and artists else Track.objects.none()
    return New(tracks=len(new), artists=len(artists - set(met.values_list("artist", flat=True))))


def first_listen(user: User, span: Span) -> tuple[int, datetime] | None:
    """The track and when."""
    rows = _track_days(user, span).filter(first_at__isnull=False)
    found = rows.order_by("day", "first_at", "track").values_list("track", "first_at").first()
    return (found[0], found[1]) if found and found[1] else None


def most_replayed(user: User, span: Span) -> Replayed | None:
    """The track with the most plays in one day, two at least; the earliest of several."""
    rows = _track_days(user, span).filter(plays__gt=1).order_by("-plays", "day", "track")
    found = rows.values_list("track", "day", "plays").first()
    return Replayed(*found) if found else None


def best_discovery(user: User, span: Span) -> tuple[int, int] | None:
    """Of the tracks that were new, the one played most, and how often."""
    first_heard = ListenerTrack.objects.filter(user=user, track=OuterRef("track"))
    rows = _track_days(user, span).filter(Exists(_since(first_heard, "first_day", span)), plays__gt=0)
    sums = rows.values("track").annotate(played=Sum("plays")).order_by("-played", "track")
    return sums.values_list("track", "played").first()


def _track_days(user: User, span: Span) -> QuerySet[ListenerTrackDay]:
    rows = ListenerTrackDay.objects.filter(user=user, day__lte=span.last)
    return rows if span.first is None else rows.filter(day__gte=span.first)


def _since(rows: Any, column: str, span: Span) -> Any:
    rows = rows.filter(**{f"{column}__lte": span.last})
    return rows if span.first is None else rows.filter(**{f"{column}__gte": span.first})
