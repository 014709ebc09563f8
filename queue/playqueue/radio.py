"""Radio: what goes on when the queue has run out.

Tracks are found outside of any transaction, since finding them may ask a provider. One that cannot be asked is no
error: then what is stored has to do.
"""

from __future__ import annotations

from accounts.models import User
from catalogue.models import Track
from integrations.budget import Budget
from playqueue.models import PlayQueue, QueueItem
from recommendations.services import radio

BATCH = 5
"""Tracks added when the queue has run out."""

STATION = 20
"""Tracks that follow a recommendation that is played."""

_TAIL = 100
"""Last entries that are not proposed again."""

_SEEDS = 10
"""Last entries that the radio goes on from."""


def tracks_after_queue(user: User) -> list[Track]:
    """What to play after the listener's last entries, or by their taste when there are none.

    Nothing when they switched the radio off, or nothing can be proposed.
    """
    if not PlayQueue.objects.of(user).radio_enabled:
        return []
    tail = list(QueueItem.objects.visible_to(user).with_tracks().order_by("-sort_key")[:_TAIL])
    seeds = [item.track for item in reversed(tail[:_SEEDS])]
    found = radio(user=user, seeds=seeds, limit=BATCH, exclude={item.track_id for item in tail}, budget=Budget())
    return [entry.track for entry in found]


def tracks_after(user: User, track: Track, budget: Budget) -> list[Track]:
    """What to play after ``track``."""
    found = radio(user=user, seeds=[track], limit=STATION, exclude={track.pk}, budget=budget)
    return [entry.track for entry in found]
