"""Choosing a track oneself for what an import could not recognise: it goes to where the file has it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Track
from playlists.files.errors import AlreadyMatched, ImportedTrackNotFound, PlaylistGone
from playlists.files.models import FileImport, ImportedTrack
from playlists.models import Playlist, PlaylistTrack
from playlists.services import append_tracks, move_entry

BY_HAND: Final = "hand"
LOOKED_BACK: Final = 100
"""Tracks before it in the file among which one is looked for that is still in the playlist."""

_OPEN = (ImportedTrack.State.AMBIGUOUS, ImportedTrack.State.NOT_FOUND, ImportedTrack.State.UNAVAILABLE)


def match_by_hand(*, file_import: FileImport, row_id: UUID, catalogue_id: CatalogueId, by: User) -> ImportedTrack:
    """Add the track behind the one that comes before it in the file.

    Raises TrackNotFound, CatalogueUnavailable, ImportedTrackNotFound, AlreadyMatched, PlaylistGone and PlaylistFull.
    """
    if file_import.playlist is None:
        raise PlaylistGone
    _open_row(file_import, row_id)
    return _put(file_import, row_id, find_track(catalogue_id), by)


@transaction.atomic
def _put(file_import: FileImport, row_id: UUID, track: Track, by: User) -> ImportedTrack:
    playlist = Playlist.objects.locked(file_import.playlist_id)  # type: ignore[arg-type]  # the caller looked
    row = _open_row(file_import, row_id)
    result = append_tracks(playlist=playlist, tracks=[track], by=by)
    if result.added:
        _move(playlist, result.added[0], _place(playlist, row), by)
    row.state = ImportedTrack.State.ADDED if result.added else ImportedTrack.State.ALREADY_THERE
    row.track, row.matched_by, row.candidates = track, BY_HAND, []
    row.save(update_fields=["state", "track", "matched_by", "candidates"])
    return row


def _open_row(file_import: FileImport, row_id: UUID) -> ImportedTrack:
    row = file_import.tracks.select_related("track").filter(pk=row_id).first()
    if row is None:
        raise ImportedTrackNotFound
    if row.state not in _OPEN:
        raise AlreadyMatched
    return row


def _place(playlist: Playlist, row: ImportedTrack) -> int | None:
    """The position behind its neighbour in the file; None at the end."""
    before = row.file_import.tracks.filter(
        position__lt=row.position, state__in=[ImportedTrack.State.ADDED, ImportedTrack.State.ALREADY_THERE]
    )
    wanted = list(before.order_by("-position").values_list("track_id", flat=True)[:LOOKED_BACK])
    keys = dict(playlist.entries.filter(track__in=wanted).values_list("track_id", "sort_key"))
    neighbour = next((keys[track] for track in wanted if track in keys), None)
    if neighbour is None:
        return None if wanted or row.position else 0
    return playlist.entries.filter(sort_key__lte=neighbour).count()


def _move(playlist: Playlist, entry: PlaylistTrack, position: int | None, by: User) -> None:
    if position is not None and position < playlist.track_count - 1:
        move_entry(playlist=playlist, entry_id=entry.pk, position=position, by=by)
