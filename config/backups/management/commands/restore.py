"""`manage.py restore`: see `config.backups.services`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups.errors import BackupProblem
from config.backups.services import restore_backup


class Command(BaseCommand):
    help = "Puts back what `backup` wrote, and migrates. Stop the servers and workers first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", help="the file that `backup` wrote")
        parser.add_argument("--force", action="store_true", help="replace a database and uploads that are there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore_backup(source=Path(options["archive"]), force=options["force"])
        except (BackupProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        uploads = f"{len(restored.files) - 1} uploads" if restored.media else "no uploads: they are in a bucket"
        self.stdout.write(f"Restored what was made at {restored.made_at}: the {restored.database} database, {uploads}.")
