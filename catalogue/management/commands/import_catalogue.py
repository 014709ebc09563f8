"""Songs out of a CSV file into our own catalogue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.own.csv_format import COLUMNS, BadFile
from catalogue.own.csv_import import REPORTED, ImportReport, import_songs
from catalogue.own.progress import ProgressBar


class Command(BaseCommand):
    help = (
        "Import songs into our own catalogue from a CSV file (UTF-8). A row changes the song of its id, ISRC, or "
        f"artist, title and album, or makes a new one; empty cells change nothing. Columns: {', '.join(COLUMNS)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen, and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                bar = ProgressBar(options.get("stderr") or sys.stderr, path.stat().st_size)
                report = import_songs(
                    file, dry_run=options["dry_run"], progress=lambda rows: bar.show(file.tell(), f"{rows} rows")
                )
                bar.finish()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        except BadFile as error:
            raise CommandError(f"{path}: {error}") from None
        self._say(report, dry_run=options["dry_run"])

    def _say(self, report: ImportReport, *, dry_run: bool) -> None:
        for refusal in report.refusals:
            self.stdout.write(str(refusal))
        if report.refused > REPORTED:
            self.stdout.write(f"... and {report.refused - REPORTED} more rows.")
        prefix = "Would be: " if dry_run else ""
        self.stdout.write(
            f"{prefix}{report.created} songs new, {report.updated} changed, {report.refused} rows refused."
        )
