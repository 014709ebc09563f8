"""Uploads in a folder, into an archive and back. Those in a bucket stay there: buckets have versions and replicas."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from config.backups.archives import MEDIA, Reader, Writer

logger = logging.getLogger(__name__)

_NEW = ".restored-"
_OLD = ".replaced-"


def media_folder() -> Path | None:
    """None where uploads are in a bucket."""
    storage = storages["default"]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def add_media(writer: Writer, folder: Path) -> int:
    """The number of files. One that is deleted meanwhile is left out: so would its row be a moment later."""
    count = 0
    for path in _files(folder):
        try:
            content = path.open("rb")
        except FileNotFoundError:
            continue
        with content:
            writer.add(f"{MEDIA}{path.relative_to(folder).as_posix()}", content, os.fstat(content.fileno()).st_size)
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((_NEW, _OLD)))
        yield from (path for name in sorted(names) if not (path := Path(at, name)).is_symlink())


@contextmanager
def replaced_media(reader: Reader, folder: Path) -> Iterator[None]:
    """The archive's files are in the folder within the block; those that were there come back if it fails.

    The folder itself stays, since it may be a volume.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(16)
    new, old = folder / f"{_NEW}{mark}", folder / f"{_OLD}{mark}"
    try:
        new.mkdir(mode=0o700)
        for name in reader.media_names():
            reader.extract(f"{MEDIA}{name}", new / name)
        old.mkdir(mode=0o700)
        with _moved(folder, old), _moved(new, folder):
            yield
        _remove(old)
    finally:
        _remove(new)
        if old.exists() and not any(old.iterdir()):
            old.rmdir()


@contextmanager
def _moved(source: Path, target: Path) -> Iterator[None]:
    """All that is in one folder is in the other; back again if the block fails."""
    moved: list[str] = []
    try:
        for path in sorted(source.iterdir()):
            if not path.name.startswith((_NEW, _OLD)):
                path.rename(target / path.name)
                moved.append(path.name)
        yield
    except BaseException:
        for name in moved:
            (target / name).rename(source / name)
        raise


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, onerror=lambda _, path, __: logger.warning("Remove %s yourself.", path))
