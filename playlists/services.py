"""What can be done with playlists. Every change of a playlist or its entries holds the lock of the playlist's row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.related import learn_later
from config.errors import FieldError
from config.images import remove_after_commit
from config.realtime.publishing import recheck_group
from playlists.changing import DETAILS, added, moved, playlist_group, removed, store
from playlists.errors import AlreadyInPlaylist, PlaylistFull, TrackNotInPlaylist
from playlists.models import MAX_TRACKS, Playlist, PlaylistTrack
from playlists.ordering import GAP, key_after_last, key_for_place
from playlists.screening import hold, is_exposed, screen


@dataclass(frozen=True, slots=True)
class AppendResult:
    """``skipped``: already in the playlist. A track that was given twice counts once."""

    added: list[PlaylistTrack] = field(default_factory=list)
    skipped: list[Track] = field(default_factory=list)


@transaction.atomic
def create_playlist(*, owner: User, name: str, description: str = "", is_public: bool = False) -> Playlist:
    made = Playlist(owner=owner, name=name, description=description, is_public=is_public)
    why = screen(made) if is_public else None
    made.save(force_insert=True)
    hold(made, why)
    return made


@transaction.atomic
def change_details(*, playlist: Playlist, by: User, **details: Any) -> Playlist:
    """Set ``name``, ``description`` or ``is_public``. Only these columns are written, so that no count is undone.

    Raises `NotYourPlaylist` and `PlaylistNotFound`.
    """
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    locked.owner, locked.has_members, locked.is_followed = by, playlist.has_members, playlist.is_followed
    if changed := {name: value for name, value in details.items() if getattr(locked, name) != value}:
        _change(locked, changed, by)
    return locked


def _change(locked: Playlist, changed: dict[str, Any], by: User) -> None:
    was_exposed, was_public = is_exposed(locked), locked.is_public
    for name, value in changed.items():
        setattr(locked, name, value)
    is_news = changed.keys() - {"is_public"} or not was_exposed
    why = screen(locked) if is_news and (was_exposed or locked.is_public) else None
    store(locked, *changed, "hidden_at", changes=[DETAILS], by=by)
    hold(locked, why)
    if was_public and not locked.is_public:
        recheck_group(playlist_group(locked.pk))


@transaction.atomic
def delete_playlist(*, playlist: Playlist, by: User | None = None) -> None:
    """``by`` None is a moderator."""
    here = Playlist.objects
    locked = here.locked(playlist.pk) if by is None else here.locked_to_manage(playlist.pk, by)
    # A shuffle that is dealing cards at this moment has to finish, or its cards would outlive it.
    list(locked.shuffles.select_for_update().order_by("pk").values_list("pk"))
    remove_after_commit(locked.cover_image)
    recheck_group(playlist_group(locked.pk))
    locked.delete()


@transaction.atomic
def append_tracks(*, playlist: Playlist, tracks: Sequence[Track], by: User) -> AppendResult:
    """Add at the end, in this order, what the playlist does not hold yet; all or nothing against the maximum.

    ``playlist`` gets the new ``track_count`` and ``updated_at``. Raises `PlaylistFull`, and `NotYourPlaylist` and
    `PlaylistNotFound` when ``by`` may not add, or not any more.
    """
    locked = Playlist.objects.locked_to_edit(playlist.pk, by)
    wanted = {track.pk: track for track in tracks}
    held = set(locked.entries.filter(track__in=list(wanted)).values_list("track_id", flat=True))
    fresh = [track for pk, track in wanted.items() if pk not in held]
    if locked.track_count + len(fresh) > MAX_TRACKS:
        raise PlaylistFull
    added = _insert(locked, fresh, by) if fresh else []
    playlist.track_count, playlist.updated_at = locked.track_count, locked.updated_at
    return AppendResult(added=added, skipped=[wanted[pk] for pk in wanted if pk in held])


def _insert(locked: Playlist, tracks: Sequence[Track], by: User) -> list[PlaylistTrack]:
    first_key, now = key_after_last(locked), timezone.now()
    entries = PlaylistTrack.objects.bulk_create(
        PlaylistTrack(
            playlist=locked,
            track=track,
            sort_key=first_key + offset * GAP,
            serial=locked.last_serial + 1 + offset,
            added_at=now,
            added_by=by,
        )
        for offset, track in enumerate(tracks)
    )
    locked.last_serial += len(entries)
    locked.track_count += len(entries)
    change = added(locked.track_count - len(entries), entries)
    store(locked, "track_count", "last_serial", changes=[change], by=by)
    _learn_after_commit(tracks)
    return entries


def _learn_after_commit(tracks: Iterable[Track]) -> None:
    # Robust: the change is stored by then, and must not be answered with an error.
    transaction.on_commit(lambda: learn_later(tracks), robust=True)


def add_track(*, playlist: Playlist, track: Track, by: User) -> PlaylistTrack:
    """Add one track at the end; raises `AlreadyInPlaylist`, `PlaylistFull` and `PlaylistNotFound`."""
    result = append_tracks(playlist=playlist, tracks=[track], by=by)
    if result.skipped:
        raise AlreadyInPlaylist
    return result.added[0]


def remove_track(*, playlist: Playlist, catalogue_id: CatalogueId, by: User) -> None:
    """Raises `TrackNotInPlaylist`, `NotYourPlaylist` and `PlaylistNotFound`."""
    _remove(playlist, by, track__provider=catalogue_id.provider, track__external_id=catalogue_id.value)


def remove_entry(*, playlist: Playlist, entry_id: UUID, by: User | None = None) -> None:
    """Raises the same; ``by`` None is a moderator."""
    _remove(playlist, by, pk=entry_id)


@transaction.atomic
def _remove(playlist: Playlist, by: User | None, **which: Any) -> None:
    here = Playlist.objects
    locked = here.locked(playlist.pk) if by is None else here.locked_to_edit(playlist.pk, by)
    entry = locked.entries.filter(**which).values_list("pk", flat=True).first()
    if entry is None:
        raise TrackNotInPlaylist
    locked.entries.filter(pk=entry).delete()
    locked.track_count -= 1
    store(locked, "track_count", changes=[removed(entry)], by=by)


@transaction.atomic
def move_entry(*, playlist: Playlist, entry_id: UUID, position: int, by: User) -> PlaylistTrack:
    """Let the entry stand at the 0-based ``position``. Refuses moves past the end.

    Raises `TrackNotInPlaylist`, `NotYourPlaylist` and `PlaylistNotFound`.
    """
    locked = Playlist.objects.locked_to_edit(playlist.pk, by)
    entry = locked.entries.with_tracks().filter(pk=entry_id).first()
    if entry is None:
        raise TrackNotInPlaylist
    if position >= locked.track_count:
        raise FieldError("position", f"The playlist's last position is {locked.track_count - 1}.", code="max_value")
    entry.sort_key = key_for_place(entry, position)
    entry.save(update_fields=["sort_key"])
    store(locked, changes=[moved(entry.pk, position)], by=by)
    return entry
