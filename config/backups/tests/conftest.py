"""A backup of a small installation, and another place to restore it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from config.backups.services import make_backup

User = get_user_model()

PICTURES = {"avatars/a.png": b"a picture", "covers/ä.png": b"another"}


@pytest.fixture(scope="module")
def archive(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Of one user and two pictures."""
    folder = tmp_path_factory.mktemp("installation")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("config.backups.services.media_folder", lambda: folder / "media")
        put(folder / "media", PICTURES)
        kept = User.objects.create_user("kept", "kept@example.com", "correct horse battery")
        make_backup(target=folder / "backup.tar")
        kept.delete()
        connection.close()
    return folder / "backup.tar"


@pytest.fixture
def elsewhere(db: None, tmp_path: Path) -> Iterator[None]:
    """Within the test the default connection is to an empty database, which is removed afterwards."""
    ours = connection.copy()
    if connection.vendor == "sqlite":
        ours.settings_dict["NAME"] = str(tmp_path / "elsewhere.sqlite3")
    else:
        ours.settings_dict["NAME"] = f"playpod_restore_{uuid4().hex}"
        _run(f"CREATE DATABASE {ours.settings_dict['NAME']}")
    before, connections["default"] = connections["default"], ours
    yield
    ours.close()
    connections["default"] = before
    if connection.vendor == "postgresql":
        _run(f"DROP DATABASE {ours.settings_dict['NAME']}")


def _run(statement: str) -> None:
    with cast(Any, connection)._nodb_cursor() as cursor:
        cursor.execute(statement)


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def media(folder: object) -> dict[str, bytes]:
    """Every file below it, and nothing else than files and their folders."""
    root = Path(str(folder))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
