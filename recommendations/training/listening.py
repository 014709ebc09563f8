"""What listeners did, as the engine's columns: read in small portions, and bounded however long histories are.

Only of listeners who lend: active accounts whose profile is not private. Of each the newest plays, likes and playlist
entries count. Skips teach a training nothing; they weigh on a listener's own list (`recommendations.profiles`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from analytics.models import Activity
from config.batches import in_batches
from playlists.models import Favorite, PlaylistTrack
from recommendations.engine import Events

PLAYS_EACH = 2_000
"""Newest activities of one listener that are read; fewer where that many listeners would make too much of it."""
LEAST_EACH = 50
CHOSEN_EACH = 500
"""Newest favourites of one listener, and newest entries of their playlists."""
LISTENERS_AT_ONCE = 100

PLAY, LIKE, COLLECTED = 1.0, 2.0, 0.5
"""Weights. Sharing says as much as liking."""
_WEIGHTS = {Activity.Action.PLAY: PLAY, Activity.Action.LIKE: LIKE, Activity.Action.SHARE: LIKE}

Row = tuple[UUID, int, datetime, float]
Told = Callable[[int, int], None]
"""Is told how many listeners were read, of how many."""


@dataclass(slots=True)
class Listening:
    """``listeners`` are the keys that ``listener`` counts through. Plays, likes and entries in no order."""

    listeners: list[UUID] = field(default_factory=list)
    listener: array[int] = field(default_factory=lambda: array("q"))
    track: array[int] = field(default_factory=lambda: array("q"))
    weight: array[float] = field(default_factory=lambda: array("d"))
    time: array[float] = field(default_factory=lambda: array("d"))

    def add(self, number: int, track: int, moment: datetime, weight: float) -> None:
        self.listener.append(number)
        self.track.append(track)
        self.weight.append(weight)
        self.time.append(moment.timestamp())

    def events(self) -> Events:
        """Copies: an array that numpy looks at could not grow any more."""
        columns = (np.array(each) for each in (self.listener, self.track))
        listener, track = (column.astype(np.int64) for column in columns)
        return Events(listener, track, weight=np.array(self.weight, np.float64), time=np.array(self.time, np.float64))


def read_listening(told: Told) -> Listening:
    """Everybody's, a hundred listeners at a time: three statements each."""
    lenders = User.objects.filter(is_active=True, profile__is_private=False)
    total = lenders.count()
    each = max(LEAST_EACH, min(PLAYS_EACH, settings.RECOMMENDER_MAX_PLAYS // max(total, 1)))
    found = Listening()
    keys = (row["id"] for row in in_batches(lenders.values("id"), by=("id",)))
    while batch := list(islice(keys, LISTENERS_AT_ONCE)):
        numbers = {key: len(found.listeners) + place for place, key in enumerate(batch)}
        found.listeners += batch
        for user_id, track_id, moment, weight in _rows(batch, each):
            found.add(numbers[user_id], track_id, moment, weight)
        told(len(found.listeners), max(total, len(found.listeners)))
    return found


def _rows(batch: Sequence[UUID], each: int) -> Iterator[Row]:
    activities = Activity.objects.filter(user__in=batch, action__in=list(_WEIGHTS))
    for user_id, track_id, moment, action in _newest(activities, "user", "timestamp", each, "action"):
        yield user_id, track_id, moment, _WEIGHTS[action]
    chosen = min(each, CHOSEN_EACH)
    for user_id, track_id, moment in _newest(Favorite.objects.filter(user__in=batch), "user", "added_at", chosen):
        yield user_id, track_id, moment, LIKE
    entries = PlaylistTrack.objects.filter(added_by__in=batch)
    for user_id, track_id, moment in _newest(entries, "added_by", "added_at", chosen):
        yield user_id, track_id, moment, COLLECTED


def _newest(rows: QuerySet[Any, Any], owner: str, when: str, most: int, *further: str) -> Iterator[tuple[Any, ...]]:
    """The newest ``most`` rows of each owner, as they come from the database."""
    age = Window(RowNumber(), partition_by=F(owner), order_by=[F(when).desc(), F("id").desc()])
    newest = rows.annotate(age=age).filter(age__lte=most).order_by()
    yield from newest.values_list(f"{owner}_id", "track_id", when, *further).iterator(chunk_size=10_000)
