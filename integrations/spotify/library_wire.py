"""Spotify's objects of a listener's library to records. What is broken is None, or an item that is gone.

Apps from before 2026 are sent ``tracks`` and ``track`` where newer ones get ``items`` and ``item``, and some are sent
both: the newer name goes first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from integrations.scalars import flag, text, whole
from integrations.spotify.library_records import FollowedArtists, ItemKind, LibraryItem, SpotifyPlaylist, SpotifyProfile
from integrations.spotify.records import SpotifyPage, SpotifyTrack
from integrations.spotify.wire import identifier, read_artist, read_page, read_track


def read_profile(value: object) -> SpotifyProfile | None:
    if not isinstance(value, dict):
        return None
    user_id = text(value.get("id"), 200)
    account_id = text(value.get("account_id"), 200) or user_id
    if not account_id:
        return None
    return SpotifyProfile(account_id, user_id, text(value.get("display_name"), 200) or user_id or account_id)


def read_playlist(value: object) -> SpotifyPlaylist | None:
    if not isinstance(value, dict) or not identifier(value.get("id")):
        return None
    owner, items = value.get("owner"), _newer(value, "items", "tracks")
    return SpotifyPlaylist(
        id=identifier(value.get("id")),
        name=text(value.get("name"), 200),
        description=text(value.get("description"), 2000),
        snapshot_id=text(value.get("snapshot_id"), 200),
        owner_id=text(owner.get("id"), 200) if isinstance(owner, dict) else "",
        collaborative=flag(value.get("collaborative")) or False,
        total=whole(items.get("total")) if isinstance(items, dict) else None,
    )


def read_item(value: object) -> LibraryItem:
    """Of a playlist or of the saved tracks. A place that cannot be understood is one whose music is gone."""
    if not isinstance(value, dict):
        return LibraryItem(ItemKind.GONE)
    added_at, thing = moment(value.get("added_at")), _newer(value, "item", "track")
    if not isinstance(thing, dict):
        return LibraryItem(ItemKind.GONE, added_at=added_at)
    album = thing.get("album")
    said: dict[str, Any] = {
        "uri": text(thing.get("uri"), 500),
        "title": text(thing.get("name"), 500),
        "artists": _names(thing.get("artists")),
        "album": text(album.get("name"), 500) if isinstance(album, dict) else "",
        "duration_ms": whole(thing.get("duration_ms")) or 0,
        "added_at": added_at,
    }
    track = read_track(thing)
    return LibraryItem(_kind(value, thing, track), track=track, **said)


def read_saved_page(value: object) -> SpotifyPage[LibraryItem] | None:
    return read_page(value, read_item)


def read_top_page(value: object) -> SpotifyPage[SpotifyTrack] | None:
    return read_page(value, read_track)


def read_followed(value: object) -> FollowedArtists | None:
    page = value.get("artists") if isinstance(value, dict) else None
    read = read_page(page, read_artist)
    if read is None or not isinstance(page, dict):
        return None
    cursors = page.get("cursors")
    after = text(cursors.get("after"), 100) if isinstance(cursors, dict) else ""
    return FollowedArtists(read.items, after, read.total)


def moment(value: object) -> datetime | None:
    """A time with its zone; None for what is none, and for the year 1 that old entries carry."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return parsed if parsed.year > 1970 else None


def _kind(place: dict[str, object], thing: dict[str, object], track: SpotifyTrack | None) -> ItemKind:
    if flag(place.get("is_local")) or flag(thing.get("is_local")):
        return ItemKind.LOCAL
    if thing.get("type") == "episode":
        return ItemKind.EPISODE
    return ItemKind.TRACK if track else ItemKind.GONE


def _newer(value: dict[str, object], name: str, older: str) -> object:
    found = value.get(name)
    return found if isinstance(found, dict) else value.get(older)


def _names(artists: object) -> tuple[str, ...]:
    entries = artists if isinstance(artists, list) else []
    names = (text(each.get("name"), 300) for each in entries if isinstance(each, dict))
    return tuple(name for name in names if name)
