"""Database and media into one archive, and back out of it."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.backups import postgres, sqlite
from config.backups.archives import DATABASE, Manifest, Writer, opened
from config.backups.errors import BackupProblem
from config.backups.media import add_media, media_folder, replaced_media


def make_backup(*, target: Path) -> Manifest:
    """One archive at ``target``, which appears when it is whole. Raises BackupProblem.

    The database is a snapshot; the media are read after it, so that every file that it names is there.
    """
    if target.exists():
        raise BackupProblem(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = media_folder()
    manifest = Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        version=settings.SPECTACULAR_SETTINGS["VERSION"],
        database=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations),
        media=folder is not None,
    )
    with TemporaryDirectory(prefix=".backup-", dir=target.parent) as workplace, _appearing(target) as writer:
        dumped = Path(workplace, DATABASE)
        _tools().dump(connection, dumped)
        with dumped.open("rb") as content:
            writer.add(DATABASE, content, dumped.stat().st_size)
        if folder:
            add_media(writer, folder)
        writer.finish(manifest)
    return manifest


@contextmanager
def _appearing(target: Path) -> Iterator[Writer]:
    """The archive under another name until it is written to disk; only its owner may read it."""
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as output:  # noqa: PTH123
            with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            output.flush()
            os.fsync(output.fileno())
        unfinished.rename(target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def restore_backup(*, source: Path, force: bool = False) -> Manifest:
    """Put back what the archive holds, then migrate to this version's schema.

    Raises BackupProblem, and has changed nothing then: the archive is read and checked to its end first, the database
    is replaced in one transaction, and the media that were there come back when that fails. ``force`` replaces a
    database that holds something.
    """
    folder = media_folder()
    with opened(source) as archive, TemporaryDirectory(prefix="playpod-restore-") as workplace:
        _check(archive.manifest, force=force)
        dumped = Path(workplace, DATABASE)
        archive.extract(DATABASE, dumped)
        _tools().check(dumped)
        with replaced_media(archive, folder) if folder and archive.manifest.media else nullcontext():
            _tools().load(connection, dumped)
    call_command("migrate", interactive=False, verbosity=0)
    _forget_cached()
    return archive.manifest


def _check(manifest: Manifest, *, force: bool) -> None:
    if manifest.database != connection.vendor:
        raise BackupProblem(f"The archive is of {manifest.database}, and DATABASE_URL names {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupProblem(f"The archive is of a newer PlayPod: this one has no migration {newer[-1]}.")
    if not force and connection.introspection.table_names():
        raise BackupProblem("The database is not empty. To replace all that is in it: FORCE=1 (--force).")


def _tools() -> ModuleType:
    """What knows this database."""
    return sqlite if connection.vendor == "sqlite" else postgres


def _forget_cached() -> None:
    """What was cached of other rows. django-redis's own `clear` would flush what others keep in the same Redis."""
    if settings.REDIS_URL:
        cache.delete_pattern("*")  # type: ignore[attr-defined]  # django-redis adds it
    else:
        cache.clear()
