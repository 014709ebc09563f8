"""A playlist of Spotify's into a playlist of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from playlists.changing import DETAILS, REPLACED, store
from playlists.importing.listing import DELETED_HERE
from playlists.importing.merging import Merged, merged
from playlists.importing.models import Item, Source
from playlists.importing.outcome import Outcome
from playlists.models import Playlist, PlaylistTrack
from playlists.ordering import GAP, key_after_last
from playlists.screening import hold, is_exposed, screen
from playlists.services import create_playlist

AT_ONCE = 500


def place_playlist(source: Source, items: Sequence[Item], gone: Sequence[Item], *, dry_run: bool) -> Outcome:
    """Bring our playlist up to date, within the caller's transaction. ``items`` get what was placed, unsaved."""
    playlist = _ours(source)
    if playlist is None:
        if source.was_placed and not _is_asked_for(source):
            source.reason = DELETED_HERE
            return Outcome()
        _begin_anew([*items, *gone])
    ours = list(playlist.entries.in_order().values_list("track_id", flat=True)) if playlist else []
    by_track = {item.track_id: item for item in reversed(items) if item.track_id is not None}
    theirs = [item.track_id for item in items if item.track_id and by_track[item.track_id] is item]
    plan = merged(theirs=theirs, base=_base([*items, *gone]), ours=ours)
    if not dry_run:
        playlist = playlist or _new(source)
        _follow_details(source, playlist)
        _apply(playlist, plan, ours, added_at={track: item.added_at for track, item in by_track.items()})
        _remember(source, playlist, plan, by_track)
    return Outcome(len(plan.added), len(plan.removed), len(plan.left_out), len(plan.full))


def _ours(source: Source) -> Playlist | None:
    """Locked; None when there is none, or it was deleted here or handed over."""
    if source.playlist_id is None:
        return None
    return Playlist.objects.select_for_update().filter(pk=source.playlist_id, owner=source.user_id).first()


def _new(source: Source) -> Playlist:
    made = create_playlist(owner=source.user, name=source.name, description=source.description)
    return Playlist.objects.locked(made.pk)


def _is_asked_for(source: Source) -> bool:
    """By name, so that it is made again although the listener has deleted it."""
    return source.run is not None and source.external_id in (source.run.wanted["playlists"] or ())


def _begin_anew(items: Sequence[Item]) -> None:
    for item in items:
        item.placed, item.place = None, None


def _base(items: Sequence[Item]) -> list[int]:
    """The tracks that the import has put there so far, in its order."""
    placed = [(item.place or 0, item.placed_id) for item in items if item.placed_id is not None]
    return list(dict.fromkeys(track for _, track in sorted(placed)))


def _follow_details(source: Source, playlist: Playlist) -> None:
    """Name and description are Spotify's until somebody changes them here."""
    changed = {
        name: getattr(source, name)
        for name in ("name", "description")
        if getattr(playlist, name) == getattr(source, f"placed_{name}") != getattr(source, name)
    }
    for name, value in changed.items():
        setattr(playlist, name, value)
    if changed:
        why = screen(playlist) if is_exposed(playlist) else None
        store(playlist, *changed, "hidden_at", changes=[DETAILS])
        hold(playlist, why)


def _apply(playlist: Playlist, plan: Merged, ours: Sequence[int], *, added_at: Mapping[int, datetime | None]) -> None:
    if list(plan.target) == list(ours):
        return
    kept = set(plan.target)
    dropped = [track for track in ours if track not in kept]
    for start in range(0, len(dropped), AT_ONCE):
        playlist.entries.filter(track__in=dropped[start : start + AT_ONCE]).delete()
    staying = [track for track in ours if track in kept]
    # New ones at the end need no other entry to move.
    in_place = plan.target[: len(staying)] == staying
    keys = count(key_after_last(playlist), GAP)
    key_of = {track: next(keys) for track in (plan.target[len(staying) :] if in_place else plan.target)}
    if not in_place:
        _move(playlist, key_of)
    _insert(playlist, [track for track in plan.target if track not in set(staying)], key_of, added_at)
    playlist.track_count = len(plan.target)
    store(playlist, "track_count", "last_serial", changes=[REPLACED], by=playlist.owner)


def _move(playlist: Playlist, key_of: Mapping[int, int]) -> None:
    """All behind the present last one, in the new order: no two entries ever have the same key."""
    entries = list(playlist.entries.filter(track__in=list(key_of)).only("pk", "track_id", "sort_key"))
    for entry in entries:
        entry.sort_key = key_of[entry.track_id]
    PlaylistTrack.objects.bulk_update(entries, ["sort_key"], batch_size=AT_ONCE)


def _insert(
    playlist: Playlist,
    tracks: Sequence[int],
    key_of: Mapping[int, int],
    added_at: Mapping[int, datetime | None],
) -> None:
    now = timezone.now()
    rows: list[Any] = [
        PlaylistTrack(
            playlist=playlist,
            track_id=track,
            sort_key=key_of[track],
            serial=serial,
            added_at=added_at.get(track) or now,
            added_by_id=playlist.owner_id,
        )
        for serial, track in enumerate(tracks, start=playlist.last_serial + 1)
    ]
    PlaylistTrack.objects.bulk_create(rows, batch_size=AT_ONCE)
    playlist.last_serial += len(rows)


def _remember(source: Source, playlist: Playlist, plan: Merged, by_track: Mapping[int, Item]) -> None:
    """What is the import's own work now. What stood here before it came is the listener's, and stays out of it.

    In an edited playlist the places stay those that the import had given, so that it is known as edited the next time.
    """
    place_of = {track: place for place, track in enumerate(plan.target)}
    behind = count(1 + max((item.place or 0 for item in by_track.values()), default=0))
    new = set(plan.added)
    for track in [*plan.added, *(track for track in by_track if track not in new)]:
        item = by_track[track]
        if track in new or item.placed_id is not None:
            place = next(behind) if track in new else item.place
            item.placed_id, item.place = track, place if plan.is_edited else place_of.get(track, place)
    source.playlist, source.was_placed = playlist, True
    source.placed_snapshot, source.placed_name = source.snapshot_id, source.name
    source.placed_description = source.description
    source.save(update_fields=["playlist", "was_placed", "placed_snapshot", "placed_name", "placed_description"])
