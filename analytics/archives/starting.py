"""Taking an archive in: it is stored privately, and read by a job."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, Any, Final
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from rest_framework.parsers import DataAndFiles, MultiPartParser

from accounts.models import User
from analytics.archives.errors import HistoryImportNotFound, HistoryImportRunning, PrivateSession
from analytics.archives.models import HistoryImport
from analytics.privacy import is_private_session
from config.errors import FieldError
from config.images import ROOM_FOR_FORM
from config.jobs.files import remove_files
from config.jobs.made_files import hand_in
from config.jobs.models import Job
from config.jobs.services import cancel, enqueue
from config.storage import StorageUnavailable

IMPORT: Final = "archives.import_history"
FIELD: Final = "file"
MAX_BYTES: Final = 256 * 1024 * 1024


class ArchiveParser(MultiPartParser):
    """Multipart forms with one archive. One that is far too long is refused before it is read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> DataAndFiles[Any, Any]:
        length = str(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) > MAX_BYTES + ROOM_FOR_FORM:
            raise _too_large()
        return super().parse(stream, media_type, parser_context)


def start_import(*, user: User, upload: File[bytes]) -> HistoryImport:
    """Raises FieldError, HistoryImportRunning, PrivateSession, StorageUnavailable. Never call it in a transaction.

    What is in the file is looked at by the job: it may be a few hundred megabytes.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise _too_large()
    if is_private_session(user):
        raise PrivateSession
    _refuse_a_second(user)
    stored = hand_in(upload)
    try:
        return _ask(user, stored, (upload.name or "")[-200:])
    except BaseException:
        with suppress(StorageUnavailable):
            default_storage.delete(stored)
        raise


@transaction.atomic
def _ask(user: User, stored: str, file_name: str) -> HistoryImport:
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    _refuse_a_second(user)
    job = enqueue(kind=IMPORT, key=str(user.pk), owner=user, arguments={"handed_in": stored})
    return HistoryImport.objects.create(job=job, file_name=file_name)


def _refuse_a_second(user: User) -> None:
    if Job.objects.visible_to(user).unfinished().filter(kind=IMPORT).exists():
        raise HistoryImportRunning


def imports_of(user: User) -> Any:
    return HistoryImport.objects.visible_to(user).newest_first()


def find_import(*, user: User, job_id: UUID) -> HistoryImport:
    """Raises HistoryImportNotFound."""
    found: HistoryImport | None = imports_of(user).filter(pk=job_id).first()
    if found is None:
        raise HistoryImportNotFound
    return found


@transaction.atomic
def cancel_import(row: HistoryImport) -> bool:
    """Stop it and forget the file; False when it has ended already. What was recorded stays."""
    if not cancel(job=row.job):
        return False
    remove_files([row.job.arguments["handed_in"]])
    return True


def _too_large() -> FieldError:
    return FieldError(FIELD, f"The file may be at most {MAX_BYTES // 1024**2} MiB.", code="file_too_large")
