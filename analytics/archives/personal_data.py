"""The archives that a listener has had read. Their listens are part of the history."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from analytics.archives.models import HistoryImport
from config.batches import in_batches
from config.personal_data import PersonalData, Row

_COLUMNS = ("import_id", "file_name", "read", "counts", "unmatched")


def _rows(user: User) -> Iterator[Row]:
    imports = HistoryImport.objects.visible_to(user).values("job_id", *_COLUMNS[1:])
    return ({"import_id": row["job_id"], **row} for row in in_batches(imports, by=("job_id",)))


PARTS = (
    # They are erased with their jobs.
    PersonalData(
        name="history_imports",
        columns=_COLUMNS,
        rows=_rows,
        count=lambda user: HistoryImport.objects.visible_to(user).count(),
        holds=("archives.HistoryImport",),
    ),
)
