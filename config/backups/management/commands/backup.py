"""`manage.py backup`: see `config.backups.services`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups.archives import DATABASE
from config.backups.errors import BackupProblem
from config.backups.services import make_backup


class Command(BaseCommand):
    help = "Writes the database and the uploads into one archive, while the server runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", nargs="?", help="the file to write; else one in DATA_DIR/backups")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(
            options["archive"] or settings.DATA_DIR / "backups" / f"playpod-{timezone.now():%Y%m%dT%H%M%SZ}.tar"
        )
        try:
            made = make_backup(target=target.resolve())
        except (BackupProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        uploads = f"{len(made.files) - 1} uploads" if made.media else "not the uploads, which are in a bucket"
        size = made.files[DATABASE].size
        self.stdout.write(f"{target}: the database ({made.database}, {size} bytes), {uploads}.")
