"""What plays: starting an entry, which ends the listen before it, and what an answer says of the present state.

`start` and `stop` take a queue that `PlayQueue.objects.locked` returned in the same transaction.
"""

from __future__ import annotations

from typing import Any

from analytics.listens import close_listen, record_listen
from analytics.models import Activity
from playqueue.models import PlayQueue, QueueItem
from playqueue.state import put_state, state_of, state_without_track

_LISTEN_SOURCES = {QueueItem.Source.RADIO.value: Activity.Source.RADIO}


def start(
    queue: PlayQueue, item: QueueItem, position: int, *, played_ms: int | None = None, is_sent: bool = True
) -> PlayQueue:
    """Make the entry current, end the listen before it and begin one of it. Saves the queue.

    An entry that was loaded by `to_start` brings the listen that ends with it. ``played_ms`` is of that listen, and
    ``is_sent`` of both (`analytics.listens`).
    """
    _close(item.queue.current_listen, played_ms, is_sent=is_sent)
    queue.current_item, queue.current_key, queue.current_position = item, item.sort_key, position
    queue.current_listen = record_listen(
        user=queue.user,
        track=item.track,
        source=_LISTEN_SOURCES.get(item.source, Activity.Source.QUEUE),
        context=item.context,
        is_sent=is_sent,
    )
    put_state(queue, is_playing=True, position_ms=0)
    queue.new_state = state_of(queue)
    queue.save()
    return queue


def stop(queue: PlayQueue, *, played_ms: int | None = None) -> None:
    """End the listen, if one goes on. Saving the queue is left to the caller."""
    _close(queue.current_listen, played_ms)
    queue.current_listen = None
    put_state(queue, is_playing=False, position_ms=0)
    queue.new_state = state_without_track(queue)


def _close(listen: Activity | None, played_ms: int | None, *, is_sent: bool = True) -> None:
    if listen is not None:
        close_listen(listen, played_ms=played_ms, is_sent=is_sent)


def current_state(queue: PlayQueue) -> dict[str, Any]:
    """Members of a 409: where the queue stands now."""
    track = None
    if queue.current_item_id is not None:
        track = queue.items.with_tracks().get(pk=queue.current_item_id).track
    return {
        "current_track": track
        and {
            "track_id": str(track.catalogue_id),
            "track_title": track.title,
            "artist_name": track.artist.name,
        },
        "current_item_id": queue.current_item_id and str(queue.current_item_id),
        "position": queue.current_position,
    }
