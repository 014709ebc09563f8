"""Doing an import: tracks are recognised a hundred at a time and added in the file's order.

It may be stopped anywhere and begun again: each row says how far it has come, and a row is marked as added in the
transaction that adds it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from accounts.models import User
from catalogue.identifying.patience import Identifier
from catalogue.identifying.wanted import How, Match
from config.jobs.models import Job
from config.jobs.running import job_alive
from notifications.imports import counted, tell_import_finished
from playlists.files.models import FileImport, ImportedTrack
from playlists.models import MAX_TRACKS, Playlist
from playlists.services import append_tracks

AT_ONCE: Final = 100
ADDED_AT_ONCE: Final = 500

State = ImportedTrack.State
_STATES: Final = {
    How.AMBIGUOUS: State.AMBIGUOUS,
    How.NOT_FOUND: State.NOT_FOUND,
    How.UNAVAILABLE: State.UNAVAILABLE,
}


def run_import(job: Job) -> dict[str, Any]:
    """The result counts the file's tracks by what became of them. Raises PlaylistNotFound."""
    file_import = FileImport.objects.get(pk=job.pk)
    by = cast(User, job.owner)
    total = file_import.tracks.count()
    identifier = Identifier(alive=lambda: job_alive(job))
    while True:
        _add_found(file_import, by)
        left = list(file_import.tracks.waiting()[:AT_ONCE])
        if not left:
            counts = counts_of(file_import)
            _tell(file_import, by, counts, total)
            return {"counts": counts}
        _recognise(left, identifier)
        done = total - file_import.tracks.waiting().count()
        job_alive(job, done=done, total=total)


def _tell(file_import: FileImport, by: User, counts: dict[str, int], total: int) -> None:
    found = sum(counts[state] for state in (State.FOUND, State.ADDED, State.ALREADY_THERE, State.NO_ROOM))
    tell_import_finished(
        user=by,
        subject="playlist_file",
        import_id=file_import.job_id,
        name=file_import.name,
        summary=counted(found, total),
    )


def counts_of(file_import: FileImport) -> dict[str, int]:
    """By state and by how tracks were recognised, in one statement; all keys are there."""
    rows = file_import.tracks.order_by().values_list("state", "matched_by").annotate(number=Count("pk"))
    counts: Counter[str] = Counter(dict.fromkeys([*State.values, "by_id", "by_isrc", "by_name", "by_hand"], 0))
    for state, matched_by, number in rows:
        counts[state] += number
        if matched_by:
            counts[f"by_{matched_by}"] += number
    return dict(counts)


def _recognise(rows: Sequence[ImportedTrack], identifier: Identifier) -> None:
    matches = identifier.identify([row.wanted() for row in rows])
    for row, match in zip(rows, matches, strict=True):
        _note(row, match)
    ImportedTrack.objects.bulk_update(rows, ["state", "matched_by", "track", "candidates"])


def _note(row: ImportedTrack, match: Match) -> None:
    row.state = _STATES.get(match.how, State.FOUND)
    row.track = match.track
    row.matched_by = match.how if match.track else ""
    row.candidates = [str(track.catalogue_id) for track in match.candidates]


def _add_found(file_import: FileImport, by: User) -> None:
    """Add what has been found and stands next in the file. In a dry run nothing is added."""
    if file_import.is_dry_run:
        return
    while _add_some(file_import, by):
        pass


@transaction.atomic
def _add_some(file_import: FileImport, by: User) -> bool:
    rows = list(file_import.tracks.to_add().select_related("track")[:ADDED_AT_ONCE])
    if not rows:
        return False
    playlist = Playlist.objects.locked(_playlist_key(file_import))
    tracks = {row.track_id: row.track for row in rows if row.track}
    held = set(playlist.entries.filter(track__in=list(tracks)).values_list("track_id", flat=True))
    fresh = [track for key, track in tracks.items() if key not in held][: MAX_TRACKS - playlist.track_count]
    added = {entry.track_id for entry in append_tracks(playlist=playlist, tracks=fresh, by=by).added}
    became: defaultdict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        became[_added_state(row.track_id, added, held)].append(row.pk)
    for state, keys in became.items():
        file_import.tracks.filter(pk__in=keys).update(state=state)
    return True


def _added_state(track_id: int | None, added: set[int], held: set[int]) -> str:
    """Of a track that the file names twice, the first is added and the others are there already."""
    if track_id is None:
        return State.NOT_FOUND  # taken out of the catalogue meanwhile
    if track_id in added:
        added.remove(track_id)
        held.add(track_id)
        return State.ADDED
    return State.ALREADY_THERE if track_id in held else State.NO_ROOM


def _playlist_key(file_import: FileImport) -> Any:
    """None, which is no playlist's, once it was deleted."""
    return FileImport.objects.values_list("playlist_id", flat=True).get(pk=file_import.pk)
