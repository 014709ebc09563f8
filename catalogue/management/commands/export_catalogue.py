"""Our own songs as a CSV file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.own.csv_export import exported, songs_to_export
from catalogue.own.progress import ProgressBar


class Command(BaseCommand):
    help = "Export the songs of our own catalogue to a CSV file (UTF-8), which import_catalogue reads again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        songs = songs_to_export()
        total = songs.count()
        bar = ProgressBar(options.get("stderr") or sys.stderr, total)
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                for row, line in enumerate(exported(songs)):
                    file.write(line)
                    if row % 100 == 0 or row == total:
                        bar.show(row, f"{row} songs")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from None
        bar.finish()
        self.stdout.write(f"{total} songs exported to {path}.")
