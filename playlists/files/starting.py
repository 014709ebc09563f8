"""Reading an upload and asking for its import: what cannot be read is refused at once, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any, Final
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from rest_framework.parsers import DataAndFiles, MultiPartParser

from accounts.models import User
from config.errors import FieldError
from config.images import ROOM_FOR_FORM
from config.jobs.models import Job
from config.jobs.services import enqueue
from playlists.files.errors import ImportNotFound, TooManyImports
from playlists.files.formats.table import FORMATS, format_of
from playlists.files.listed import BadPlaylistFile, ListedPlaylist
from playlists.files.models import FileImport, ImportedTrack
from playlists.models import MAX_TRACKS, Playlist
from playlists.services import create_playlist

IMPORT: Final = "playlists.import_file"
MAX_BYTES: Final = 8 * 1024 * 1024
MOST_AT_A_TIME: Final = 5
"""Unfinished imports of one listener."""
UNNAMED: Final = "Imported playlist"
FIELD: Final = "file"


class PlaylistFileParser(MultiPartParser):
    """Multipart forms with one playlist file. One that is far too long is refused before it is read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> DataAndFiles[Any, Any]:
        length = str(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) > MAX_BYTES + ROOM_FOR_FORM:
            raise _too_large()
        return super().parse(stream, media_type, parser_context)


@dataclass(frozen=True, slots=True)
class Upload:
    """``file_format`` "" is found out; ``name`` "" is the file's own; ``playlist`` is one to add to."""

    file: File[bytes]
    file_format: str = ""
    name: str = ""
    playlist: Playlist | None = None
    is_dry_run: bool = False


def start_import(*, user: User, upload: Upload) -> FileImport:
    """Keep what the file names, and ask for its tracks to be looked for. A new playlist is private, and made at once.

    Raises FieldError for a file that cannot be read, and TooManyImports.
    """
    file_format, listed = _read(upload)
    name = (upload.name or listed.heading.name or _stem(upload.file.name or ""))[:200] or UNNAMED
    with transaction.atomic():
        list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
        if _at_work(user) >= MOST_AT_A_TIME:
            raise TooManyImports
        job = enqueue(kind=IMPORT, key=uuid4().hex, owner=user, arguments={"format": file_format})
        file_import = FileImport.objects.create(
            job=job,
            playlist=_target(user, upload, name, listed),
            file_name=(upload.file.name or "")[:200],
            name=upload.playlist.name if upload.playlist else name,
            format=file_format,
            is_dry_run=upload.is_dry_run,
        )
        rows = (ImportedTrack.of(file_import, position, each) for position, each in enumerate(listed.tracks))
        ImportedTrack.objects.bulk_create(rows, batch_size=500)
        Job.objects.filter(pk=job.pk).update(total=len(listed.tracks))
    job.total = len(listed.tracks)
    return file_import


def imports_of(user: User) -> Any:
    return FileImport.objects.visible_to(user).newest_first()


def find_import(*, user: User, job_id: UUID) -> FileImport:
    """Raises ImportNotFound."""
    found: FileImport | None = imports_of(user).select_related("playlist").filter(pk=job_id).first()
    if found is None:
        raise ImportNotFound
    return found


def _target(user: User, upload: Upload, name: str, listed: ListedPlaylist) -> Playlist | None:
    if upload.is_dry_run:
        return None
    return upload.playlist or create_playlist(owner=user, name=name, description=listed.heading.description)


def _read(upload: Upload) -> tuple[str, ListedPlaylist]:
    if (upload.file.size or 0) > MAX_BYTES:
        raise _too_large()
    content = upload.file.read()
    file_format = upload.file_format or format_of(upload.file.name or "", content[:200])
    if file_format is None:
        raise FieldError(FIELD, f"Upload one of {', '.join(FORMATS)}.", code="unknown_format")
    try:
        listed = FORMATS[file_format].read(content)
    except BadPlaylistFile as error:
        raise FieldError(FIELD, str(error), code="invalid_file") from None
    if not listed.tracks:
        raise FieldError(FIELD, "There are no tracks in this file.", code="empty_file")
    if len(listed.tracks) > MAX_TRACKS:
        raise FieldError(FIELD, f"A playlist holds at most {MAX_TRACKS} tracks.", code="too_many_tracks")
    return file_format, listed


def _at_work(user: User) -> int:
    return Job.objects.visible_to(user).unfinished().filter(kind=IMPORT).count()


def _stem(file_name: str) -> str:
    return file_name.rpartition(".")[0] or file_name


def _too_large() -> FieldError:
    return FieldError(FIELD, f"The file may be at most {MAX_BYTES // 1024**2} MiB.", code="file_too_large")
