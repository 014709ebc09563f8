"""Playlists as files, made by jobs: any number of tracks, a few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import F

from accounts.models import User
from catalogue.ids import CatalogueId
from config.batches import in_batches
from config.jobs.errors import JobNotFound
from config.jobs.made_files import keep_made
from config.jobs.models import Job, JobQuerySet
from config.jobs.running import job_alive
from config.jobs.services import enqueue
from playlists.files.formats.table import FORMATS
from playlists.files.listed import Heading, ListedTrack
from playlists.models import Playlist, PlaylistTrack

EXPORT: Final = "playlists.export_file"
TELL_EVERY: Final = 1_000
_UNFIT_FOR_NAMES = re.compile(r"[^A-Za-z0-9 ._-]+")

_VALUES: Final = {
    "title": F("track__title"),
    "artist": F("track__artist__name"),
    "album": F("track__album__title"),
    "duration": F("track__duration"),
    "isrc": F("track__isrc"),
    "provider": F("track__provider"),
    "external_id": F("track__external_id"),
    "released": F("track__album__release_date"),
    "disc": F("track__disk_number"),
    "number": F("track__track_position"),
    "explicit": F("track__explicit"),
    "rank": F("track__rank"),
}


def start_export(*, user: User, playlist: Playlist, file_format: str) -> Job:
    """The export of this playlist in this format that is being made, begun now when there is none."""
    arguments = {"playlist": str(playlist.pk), "format": file_format}
    return enqueue(kind=EXPORT, key=f"{user.pk}:{playlist.pk}:{file_format}", owner=user, arguments=arguments)


def exports_of(user: User) -> JobQuerySet:
    """The newest first."""
    return Job.objects.visible_to(user).filter(kind=EXPORT).order_by("-id")


def find_export(*, user: User, job_id: UUID) -> Job:
    """Raises JobNotFound."""
    job = exports_of(user).filter(pk=job_id).first()
    if job is None:
        raise JobNotFound
    return job


def make_export(job: Job) -> dict[str, Any]:
    """Do the job. Whoever asked must still be allowed to read the playlist. It may be begun anew at any time."""
    owner = cast(User, job.owner)
    playlist = Playlist.objects.readable_by(owner, UUID(job.arguments["playlist"]))
    ending = job.arguments["format"]
    heading = Heading(playlist.name, playlist.description)
    job_alive(job, done=0, total=playlist.track_count)
    with TemporaryFile() as target:
        tracks = _counted(job, listed_tracks(playlist))
        for text in FORMATS[ending].write(heading, tracks):
            target.write(text.encode("utf-8", "replace"))
        return {**keep_made(job, target, ending=ending), "name": f"{_file_name(playlist.name)}.{ending}"}


def listed_tracks(playlist: Playlist) -> Iterator[ListedTrack]:
    """In their order."""
    entries = PlaylistTrack.objects.filter(playlist=playlist).values("sort_key", "added_at", **_VALUES)
    return map(_listed, in_batches(entries, by=("sort_key",)))


def _counted(job: Job, tracks: Iterator[ListedTrack]) -> Iterator[ListedTrack]:
    done = 0
    for done, track in enumerate(tracks, start=1):
        yield track
        if done % TELL_EVERY == 0:
            job_alive(job, done=done, total=max(done, job.total))
    job_alive(job, done=done, total=done)


def _listed(row: dict[str, Any]) -> ListedTrack:
    return ListedTrack(
        title=row["title"],
        artists=(row["artist"],),
        album=row["album"] or "",
        duration_ms=row["duration"] * 1000 or None,
        isrc=row["isrc"],
        id=CatalogueId(row["provider"], row["external_id"]),
        added_at=row["added_at"],
        more={
            "Album Release Date": row["released"].isoformat() if row["released"] else "",
            "Disc Number": str(row["disc"] or ""),
            "Track Number": str(row["number"] or ""),
            "Explicit": "" if row["explicit"] is None else str(row["explicit"]).lower(),
            "Popularity": "" if row["rank"] is None else str(row["rank"] // 10_000),
        },
    )


def _file_name(name: str) -> str:
    """Fit for a header and for every file system."""
    return _UNFIT_FOR_NAMES.sub("_", name).strip(" ._")[:80] or "playlist"
