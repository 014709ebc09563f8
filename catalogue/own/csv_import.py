"""Songs out of a CSV file into our own catalogue: one service for the command and the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, Final

from django.db import transaction
from rest_framework import serializers

from catalogue.own.csv_batches import Batch
from catalogue.own.csv_format import Refusal, Row, read_rows
from catalogue.own.fields import PlainLyricsField, SyncedLyricsField
from catalogue.own.rules import LONGEST_LYRICS
from catalogue.own.serializers import SongDetailsSerializer

AT_ONCE: Final = 500
"""Rows that are in memory at the same time, and written in one transaction."""
REPORTED: Final = 1000
"""Refusals that the report holds; the others are counted."""


class CsvRowSerializer(SongDetailsSerializer):
    """A row of the file: the fields of a song, its artist and album by name."""

    id = serializers.UUIDField(required=False)
    artist = serializers.CharField(max_length=300)
    album = serializers.CharField(max_length=500, required=False)
    album_artist = serializers.CharField(max_length=300, required=False)
    genre = serializers.CharField(max_length=120, required=False)  # type: ignore[assignment]  # by name
    lyrics = PlainLyricsField(required=False, max_length=LONGEST_LYRICS, trim_whitespace=False)
    synced_lyrics = SyncedLyricsField(required=False, max_length=LONGEST_LYRICS, trim_whitespace=False)


@dataclass(slots=True)
class ImportReport:
    """How many songs were made and changed, how many rows were refused, and the first 1,000 reasons."""

    created: int = 0
    updated: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < REPORTED:
            self.refusals.append(refusal)


def import_songs(
    file: BinaryIO, *, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Write the rows of the file, 500 at a time; ``progress`` is called with the rows read so far after each time.

    A row changes the song of its id, else of its ISRC, else of its artist, title and album; else it makes one. Empty
    cells change nothing. With ``dry_run`` the report is the same, and nothing stays. Raises `BadFile`.
    """
    report = ImportReport()
    if not dry_run:
        _import(file, report, progress)
        return report
    with transaction.atomic():
        _import(file, report, progress)
        transaction.set_rollback(True)
    return report


def _import(file: BinaryIO, report: ImportReport, progress: Callable[[int], None] | None) -> None:
    rows, read = read_rows(file), 0
    while portion := list(islice(rows, AT_ONCE)):
        batch = Batch(list(_valid(portion, report)), report.refuse)
        with transaction.atomic():
            batch.write()
        report.created += batch.created
        report.updated += batch.updated
        read += len(portion)
        if progress:
            progress(read)


def _valid(portion: list[tuple[int, Row | Refusal]], report: ImportReport) -> Iterator[tuple[int, dict[str, Any]]]:
    form = CsvRowSerializer()
    for line, row in portion:
        if isinstance(row, Refusal):
            report.refuse(row)
            continue
        try:
            yield line, form.run_validation(row)
        except serializers.ValidationError as error:
            name, messages = next(iter(error.detail.items()))  # type: ignore[union-attr]  # by field, as rows have them
            report.refuse(Refusal(line, name, " ".join(map(str, messages))))
