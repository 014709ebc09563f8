"""What is backed up comes back; what is damaged, of another kind or in the way is refused, and nothing is half done."""

from __future__ import annotations

import json
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from config.backups import services
from config.backups.archives import DATABASE, opened
from config.backups.errors import BackupProblem
from config.backups.tests.conftest import PICTURES, media, put
from config.jobs.models import Job

User = get_user_model()

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(User.objects.order_by("username").values_list("username", flat=True))


def test_what_was_backed_up_comes_back_into_an_empty_database(archive: Path, elsewhere: None, settings: Any) -> None:
    cache.set("of-before", 1)

    call_command("restore", archive)

    assert names() == ["kept"]
    assert User.objects.get().check_password("correct horse battery")
    assert media(settings.MEDIA_ROOT) == PICTURES
    assert cache.get("of-before") is None
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_what_is_there_is_replaced_only_on_demand_and_an_older_schema_is_migrated(
    archive: Path, elsewhere: None, settings: Any, tmp_path: Path
) -> None:
    call_command("restore", archive)
    User.objects.create_user("later", "later@example.com", "correct horse battery")
    put(Path(settings.MEDIA_ROOT), {"avatars/later.png": b"later"})
    call_command("migrate", "jobs", "zero", verbosity=0)
    older = tmp_path / "older.tar"
    call_command("backup", older)
    User.objects.create_user("last", "last@example.com", "correct horse battery")
    put(Path(settings.MEDIA_ROOT), {"avatars/last.png": b"last"})

    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", older)
    assert names() == ["kept", "last", "later"]
    call_command("restore", older, force=True)

    assert names() == ["kept", "later"]
    assert media(settings.MEDIA_ROOT) == {**PICTURES, "avatars/later.png": b"later"}
    assert Job.objects.count() == 0
    assert [path.name for path in Path(settings.MEDIA_ROOT).iterdir() if path.name.startswith(".")] == []


def _flip(at: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    def damage(whole: bytes) -> bytes:
        place = at(whole)
        return whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]

    return damage


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    """The same archive with another manifest."""

    def damage(whole: bytes) -> bytes:
        made = BytesIO()
        with tarfile.open(fileobj=BytesIO(whole)) as old, tarfile.open(fileobj=made, mode="w") as new:
            for member in old.getmembers():
                content = old.extractfile(member)
                assert content is not None
                text = content.read()
                if member.name == "manifest.json":
                    manifest = json.loads(text)
                    change(manifest)
                    text = json.dumps(manifest).encode()
                    member.size = len(text)
                new.addfile(member, BytesIO(text))
        return made.getvalue()

    return damage


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_flip(lambda whole: whole.index(b"a picture")), "media/avatars/a.png does not match its checksum"),
        (_flip(lambda _: 2000), "database does not match its checksum"),
        (_flip(lambda whole: whole.index(b'"files"')), "manifest cannot be read"),
        (lambda whole: whole[: len(whole) // 2], "damaged"),
        (lambda whole: whole[: whole.rindex(b"manifest.json")], "no manifest"),
        (lambda _: b"", "no tar archive"),
        (lambda _: b"PK" * 4000, "no tar archive"),
        (_rewritten(lambda told: told["files"].pop("media/avatars/a.png")), "not those of its manifest"),
        (_rewritten(lambda told: told["migrations"].append("jobs.9999_later")), "newer PlayPod.*jobs.9999_later"),
        (_rewritten(lambda told: told.update(format=2)), "format 2"),
        (_rewritten(lambda told: told.update(database="oracle")), "archive is of oracle"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused_and_changes_nothing(
    damage: Callable[[bytes], bytes], reason: str, archive: Path, tmp_path: Path, settings: Any
) -> None:
    put(Path(settings.MEDIA_ROOT), {"avatars/mine.png": b"mine"})
    User.objects.create_user("mine", "mine@example.com", "correct horse battery")
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(damage(archive.read_bytes()))

    with pytest.raises(CommandError, match=reason):
        call_command("restore", damaged, force=True)

    assert names() == ["mine"]
    assert media(settings.MEDIA_ROOT) == {"avatars/mine.png": b"mine"}


def test_names_that_lead_out_of_the_folder_are_refused(archive: Path, tmp_path: Path) -> None:
    def lead_out(name: str) -> str:
        return name.replace("media/avatars/", "media/../../")

    out = tmp_path / "out.tar"
    with tarfile.open(archive) as old, tarfile.open(out, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            assert content is not None
            text = content.read()
            member.name = lead_out(member.name)
            if member.name == "manifest.json":
                text = lead_out(text.decode()).encode()
                member.size = len(text)
            new.addfile(member, BytesIO(text))

    with pytest.raises(CommandError, match="no name of a file"):
        call_command("restore", out, force=True)


def test_a_database_that_cannot_be_replaced_leaves_the_uploads_as_they_were(
    archive: Path, elsewhere: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dump breaks off while it is replayed: what had arrived is taken back, by the database and in the folder."""
    call_command("restore", archive)
    User.objects.create_user("mine", "mine@example.com", "correct horse battery")
    put(Path(settings.MEDIA_ROOT), {"avatars/mine.png": b"mine"})
    load = services._tools().load

    def load_a_part(to: Any, dumped: Path) -> None:
        whole = dumped.read_bytes()
        dumped.write_bytes(whole[: len(whole) * 2 // 3])
        load(to, dumped)

    monkeypatch.setattr(services._tools(), "load", load_a_part)
    with pytest.raises(CommandError, match="not restored, and is what it was"):
        call_command("restore", archive, force=True)

    assert names() == ["kept", "mine"]
    assert media(settings.MEDIA_ROOT) == {**PICTURES, "avatars/mine.png": b"mine"}


def test_an_archive_is_its_owners_alone_and_never_overwritten(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    call_command("backup")

    (made,) = (tmp_path / "data" / "backups").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", made)


def test_a_backup_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.backups.services.add_media", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "backups" / "made.tar")
    assert list((tmp_path / "backups").iterdir()) == []


def test_uploads_in_a_bucket_stay_there(
    archive: Path, elsewhere: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.backups.services.media_folder", lambda: None)
    call_command("restore", archive)
    call_command("backup", tmp_path / "bucket.tar")

    with tarfile.open(tmp_path / "bucket.tar") as made:
        assert made.getnames() == ["database", "manifest.json"]
    assert names() == ["kept"]
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_database_that_cannot_be_had_is_not_waited_for_without_end(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite: somebody writes. PostgreSQL: there is none of this name."""
    monkeypatch.setattr("config.backups.sqlite.LOCKED_SECONDS", 0.0)
    there = connection.copy()
    there.settings_dict["NAME"] = str(tmp_path / "written.sqlite3") if connection.vendor == "sqlite" else "playpod_none"
    with closing(sqlite3.connect(tmp_path / "written.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupProblem, match=r"locked|does not exist"):
            services._tools().load(there, unpacked(archive, tmp_path))


def unpacked(archive: Path, folder: Path) -> Path:
    with opened(archive) as reader:
        reader.extract(DATABASE, folder / DATABASE)
    return folder / DATABASE


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", tmp_path / "none.tar")
