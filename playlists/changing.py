"""Storing a change of a playlist: it is counted, told to who has it open, and now and then to its followers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from config.jobs.services import enqueue
from config.realtime.publishing import push
from playlists.models import Playlist, PlaylistTrack

TELL_FOLLOWERS: Final = "playlists.tell_followers"
TOLD_EVERY: Final = timedelta(minutes=15)
"""Followers of a playlist hear of changes no more often than this, however many there are."""

NAMED: Final = 20
"""Ids that are told of what was added; the rest is found by position."""

Change = dict[str, Any]

DETAILS: Final[Change] = {"change": "details"}
COVER: Final[Change] = {"change": "cover"}
MEMBERS: Final[Change] = {"change": "members"}
REPLACED: Final[Change] = {"change": "replaced"}


def playlist_group(playlist_id: object) -> str:
    return f"playlist:{playlist_id}"


def added(position: int, entries: list[PlaylistTrack]) -> Change:
    ids = [entry.pk for entry in entries[:NAMED]]
    return {"change": "added", "position": position, "count": len(entries), "item_ids": ids}


def removed(entry_id: UUID) -> Change:
    return {"change": "removed", "item_id": entry_id}


def moved(entry_id: UUID, position: int) -> Change:
    return {"change": "moved", "item_id": entry_id, "position": position}


def store(locked: Playlist, *columns: str, changes: list[Change], by: User | None = None) -> None:
    """Save these columns of a playlist whose row is locked, as one change. With ``by`` its followers may hear of it."""
    locked.version += 1
    columns = (*columns, "version", "updated_at")
    if by is not None and _is_time_to_tell(locked):
        locked.followers_told_at = timezone.now()
        columns = (*columns, "followers_told_at")
        enqueue(kind=TELL_FOLLOWERS, key=str(locked.pk), arguments={"playlist": str(locked.pk), "by": str(by.pk)})
    locked.save(update_fields=columns)
    _tell(locked, changes)


def store_members(locked: Playlist) -> None:
    """Who is in it has changed: what it holds has not, so that it stays where it is in lists."""
    locked.version += 1
    locked.save(update_fields=["version"])
    _tell(locked, [MEMBERS])


def _tell(locked: Playlist, changes: list[Change]) -> None:
    told = {
        "type": "playlist.changed",
        "playlist_id": locked.pk,
        "version": locked.version,
        "track_count": locked.track_count,
        "changes": changes,
    }
    push(playlist_group(locked.pk), told)


def _is_time_to_tell(playlist: Playlist) -> bool:
    if not playlist.is_public or not playlist.follower_count or playlist.hidden_at is not None:
        return False
    told_at = playlist.followers_told_at
    return told_at is None or told_at < timezone.now() - TOLD_EVERY
