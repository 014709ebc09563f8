"""The files that a listener has had read, and what they named."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from playlists.files.models import FileImport, ImportedTrack

_COLUMNS = ("import_id", "file_name", "name", "format", "position", "title", "artists", "album", "isrc", "state")
_OWN = ("position", "title", "artists", "album", "isrc", "state")


def _rows(user: User) -> Iterator[Row]:
    imports = FileImport.objects.visible_to(user).values("job_id", "file_name", "name", "format")
    for each in in_batches(imports, by=("job_id",)):
        about = {"import_id": each.pop("job_id"), **each}
        tracks = ImportedTrack.objects.filter(file_import=about["import_id"]).values(*_OWN)
        yield from ({**about, **row} for row in in_batches(tracks, by=("position",)))


def _erase(user: User, alive: Alive) -> None:
    """The imports themselves go with their jobs."""
    delete_in_batches(ImportedTrack.objects.filter(file_import__job__owner=user), alive=alive)


PARTS = (
    PersonalData(
        name="playlist_imports",
        columns=_COLUMNS,
        rows=_rows,
        count=lambda user: ImportedTrack.objects.filter(file_import__job__owner=user).count(),
        erase=_erase,
        holds=("playlist_files.FileImport",),
    ),
)
