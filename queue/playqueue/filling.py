"""Playing something else: the whole queue is replaced and the first track started, or nothing happens at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Track
from integrations.budget import Budget
from playlists.errors import PlaylistEmpty
from playlists.models import Playlist
from playqueue.models import PlayQueue, QueueItem
from playqueue.ordering import append, check_position, empty
from playqueue.playing import start
from playqueue.radio import tracks_after


def play_playlist(
    *, user: User, playlist: Playlist, position: int | None = None, shuffle: bool = False, played_ms: int | None = None
) -> PlayQueue:
    """Replace the queue with the playlist's tracks and start the one at ``position``, or the first.

    With ``shuffle`` the tracks come in a random order, the chosen one at the head. Raises `PlaylistEmpty`, and refuses
    what is no position of the playlist.
    """
    track_ids = list(playlist.entries.in_order().values_list("track_id", flat=True))
    if not track_ids:
        raise PlaylistEmpty
    check_position(len(track_ids), position or 0)
    if shuffle:
        track_ids, position = _shuffled(track_ids, position), 0
    return _play(user, track_ids, position or 0, context=playlist.pk, played_ms=played_ms)


def play_recommendation(*, user: User, track_id: CatalogueId, played_ms: int | None = None) -> PlayQueue:
    """Replace the queue with a track and radio after it. Raises `TrackNotFound` and `CatalogueUnavailable`."""
    budget = Budget()
    track = find_track(track_id, budget=budget)
    station = tracks_after(user, track, budget)
    with transaction.atomic():
        queue = PlayQueue.objects.locked(user)
        empty(queue)
        [item] = append(queue, [track.pk], source=QueueItem.Source.USER)
        append(queue, [entry.pk for entry in station], source=QueueItem.Source.RADIO)
        item.track = track
        return start(queue, item, 0, played_ms=played_ms)


@transaction.atomic
def _play(user: User, track_ids: Sequence[int], position: int, *, context: UUID, played_ms: int | None) -> PlayQueue:
    queue = PlayQueue.objects.locked(user)
    empty(queue)
    item = append(queue, track_ids, source=QueueItem.Source.PLAYLIST, context=context)[position]
    item.track = Track.objects.for_display().get(pk=item.track_id)
    return start(queue, item, position, played_ms=played_ms)


def _shuffled(track_ids: list[int], position: int | None) -> list[int]:
    chosen = [] if position is None else [track_ids.pop(position)]
    random.shuffle(track_ids)
    return chosen + track_ids
