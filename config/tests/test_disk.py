"""Uploads in a folder: a disk that takes no more is an answer, and private folders are not served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from config.storage import StorageUnavailable
from config.tests.test_bucket import avatar, upload


class Full(ContentFile):  # type: ignore[type-arg]  # not subscriptable at run time
    """A disk that is full after the first piece."""

    def chunks(self, chunk_size: int | None = None) -> Any:
        yield b"first"
        raise OSError(28, "No space left on device")


def files(root: object) -> list[str]:
    return sorted(path.name for path in Path(str(root)).rglob("*") if path.is_file())


def test_a_disk_that_fills_up_leaves_no_half_a_file(settings: Any) -> None:
    with pytest.raises(StorageUnavailable):
        default_storage.save("avatars/one.png", Full(b"first and more"))

    assert files(settings.MEDIA_ROOT) == []


def test_an_upload_that_cannot_be_stored_is_a_503_and_changes_nothing(as_owner: APIClient, settings: Any) -> None:
    upload(as_owner)
    before, stored = avatar(as_owner), files(settings.MEDIA_ROOT)
    moved = Path(settings.MEDIA_ROOT).rename(f"{settings.MEDIA_ROOT}-away")
    Path(settings.MEDIA_ROOT).write_text("a file where the folder was")

    answer = upload(as_owner, "red")

    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert answer["Retry-After"] == "30"
    assert (avatar(as_owner), files(moved)) == (before, stored)


def test_a_file_that_cannot_be_removed_says_so(settings: Any) -> None:
    (Path(settings.MEDIA_ROOT) / "folder" / "full").mkdir(parents=True)

    with pytest.raises(StorageUnavailable):
        default_storage.delete("folder")


@pytest.mark.parametrize(
    "name",
    [
        "exports/secret.zip",
        "avatars/../exports/secret.zip",
        "./exports/secret.zip",
        "exports//secret.zip",
        "Exports/secret.zip",
        "exports%2Fsecret.zip",
        "avatars/%2e%2e/exports/secret.zip",
        "avatars%5C..%5Cexports%5Csecret.zip",
    ],
)
def test_exports_are_never_served_from_the_media_folder(name: str, as_moderator: APIClient) -> None:
    default_storage.save("exports/secret.zip", ContentFile(b"everything"))
    default_storage.save("avatars/one.png", ContentFile(b"picture"))

    assert as_moderator.get(f"/media/{name}").status_code == 404
    assert b"".join(as_moderator.get("/media/avatars/one.png")) == b"picture"
