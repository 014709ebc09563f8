"""What a listener heard for the first time, first, and over and over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from accounts.models import User
from analytics.insights.heard import Heard
from analytics.insights.tops import added_up, different
from analytics.rollups.models import ListenerTrackDay


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


def new_things(heard: Heard) -> New:
    return New(
        tracks=len(np.setdiff1d(heard.track, heard.known_tracks)),
        artists=len(np.setdiff1d(heard.artist, heard.known_artists)),
    )


def first_listen(user: User, heard: Heard) -> tuple[int, datetime] | None:
    """The track and when. One statement, since the time of day is with the days."""
    if not len(heard.day):
        return None
    rows = ListenerTrackDay.objects.filter(user=user, day=date.fromordinal(int(heard.day.min())))
    found = rows.filter(first_at__isnull=False).order_by("first_at", "track").values_list("track", "first_at").first()
    return (found[0], found[1]) if found and found[1] else None


def most_replayed(heard: Heard) -> Replayed | None:
    """The track with the most plays in one day, two at least; the earliest of several."""
    most = int(heard.plays.max(initial=0))
    if most < 2:
        return None
    day, track = min(zip(heard.day[heard.plays == most], heard.track[heard.plays == most], strict=True))
    return Replayed(int(track), date.fromordinal(int(day)), most)


def best_discovery(heard: Heard) -> tuple[int, int] | None:
    """Of the tracks that were new, the one played most, and how often; the smallest key of several."""
    new = ~np.isin(heard.track, heard.known_tracks)
    keys, which = np.unique(heard.track[new], return_inverse=True)
    plays = added_up(which, heard.plays[new], len(keys))
    best = int(plays.argmax()) if different(keys) else 0
    return (int(keys[best]), int(plays[best])) if plays.any() else None
