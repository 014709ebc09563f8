"""Uploads in a bucket: private, by signed addresses, and a bucket that fails loses nothing."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from config.settings.files import file_storage
from config.startup import StartupProblem, check_services
from config.storage import StorageUnavailable
from config.tests.s3_server import BUCKET, S3Server, running


@pytest.fixture
def bucket(settings: Any) -> Iterator[S3Server]:
    """The default storage is a bucket of this server."""
    with running() as server:
        use(settings, server.address)
        yield server


def use(settings: Any, address: str, bucket: str = BUCKET) -> None:
    storage = file_storage(
        bucket, access_key="AKIDTEST", secret_key="secret", region_name="eu-central-1", endpoint_url=address
    )
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def picture(colour: str = "teal") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return SimpleUploadedFile("me.png", content.getvalue(), "image/png")


def upload(client: APIClient, colour: str = "teal") -> Any:
    return client.post("/api/accounts/upload-avatar/", {"avatar": picture(colour)}, format="multipart")


def avatar(client: APIClient) -> Any:
    return client.get("/api/accounts/profile/").json()["avatar"]


def test_an_avatar_lies_in_the_bucket_and_is_read_by_a_signed_address(as_owner: APIClient, bucket: S3Server) -> None:
    url = upload(as_owner).json()["avatar_url"]

    [key] = bucket.objects
    query = parse_qs(urlsplit(url).query)
    assert (key[:8], key[-4:]) == ("avatars/", ".png")
    assert url.startswith(f"{bucket.address}/{BUCKET}/{key}?")
    assert (query["X-Amz-Algorithm"], query["X-Amz-Expires"]) == (["AWS4-HMAC-SHA256"], ["3600"])
    assert query["X-Amz-Credential"][0].split("/")[::2] == ["AKIDTEST", "eu-central-1", "aws4_request"]
    seen = requests.get(url, timeout=10)
    assert (seen.status_code, seen.headers["Content-Type"], seen.content) == (200, "image/png", bucket.objects[key])
    assert avatar(as_owner).partition("?")[0] == url.partition("?")[0]


def test_nothing_in_the_bucket_is_public(as_owner: APIClient, bucket: S3Server) -> None:
    url = upload(as_owner).json()["avatar_url"]
    [key] = bucket.objects

    assert "x-amz-acl" not in bucket.headers[key]
    assert bucket.headers[key]["cache-control"] == "private, max-age=31536000, immutable"
    assert requests.get(url.partition("?")[0], timeout=10).status_code == 403
    assert as_owner.get(f"/media/{key}").status_code == 404


def test_pictures_of_the_catalogue_are_found_by_their_path(anonymous: APIClient, bucket: S3Server) -> None:
    for folder in ("catalogue", "demo"):
        default_storage.save(f"{folder}/one.png", ContentFile(b"picture"))
        answer = anonymous.get(f"/media/{folder}/one.png")
        assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
        assert requests.get(answer["Location"], timeout=10).content == b"picture"
    default_storage.save("avatars/one.png", ContentFile(b"somebody"))
    for name in ("avatars/one.png", "demo/../avatars/one.png", "demo/../../one.png", "exports/one.png"):
        assert anonymous.get(f"/media/{name}").status_code == 404


def test_a_cover_lies_in_the_bucket_too(as_owner: APIClient, bucket: S3Server) -> None:
    playlist = as_owner.post("/api/playlists/playlists/", {"name": "Mix"}).json()["id"]
    path = f"/api/playlists/playlists/{playlist}/"
    url = as_owner.post(f"{path}upload-cover/", {"cover_image": picture()}, format="multipart").json()["cover_url"]

    [key] = bucket.objects
    assert key.startswith("covers/")
    assert requests.get(url, timeout=10).content == bucket.objects[key]
    assert "X-Amz-Signature=" in as_owner.get(path).json()["cover_image"]


@pytest.mark.django_db(transaction=True)
def test_a_new_avatar_takes_the_place_of_the_old_object(as_owner: APIClient, bucket: S3Server) -> None:
    upload(as_owner)
    [old] = bucket.objects
    upload(as_owner, "red")

    [new] = bucket.objects
    assert new != old


@pytest.mark.parametrize("fault", [403, 500, 503])
def test_a_bucket_that_fails_is_a_503_and_loses_nothing(as_owner: APIClient, bucket: S3Server, fault: int) -> None:
    upload(as_owner)
    before, stored = avatar(as_owner).partition("?")[0], dict(bucket.objects)
    bucket.fault = fault

    answer = upload(as_owner, "red")

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert (answer.json()["code"], answer["Retry-After"]) == ("storage_unavailable", "30")
    assert avatar(as_owner).partition("?")[0] == before
    bucket.fault = 0
    assert bucket.objects == stored
    assert upload(as_owner, "red").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_old_object_that_cannot_be_removed_does_not_undo_the_new_one(
    as_owner: APIClient, bucket: S3Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    upload(as_owner)

    def refuse(handler: Any) -> None:
        handler._refuse(500, "InternalError")

    monkeypatch.setattr(bucket.RequestHandlerClass, "do_DELETE", refuse)
    with caplog.at_level(logging.ERROR):
        answer = upload(as_owner, "red")

    assert answer.status_code == 200
    assert requests.get(answer.json()["avatar_url"], timeout=10).status_code == 200
    assert len(bucket.objects) == 2


def test_a_bucket_that_nobody_serves_is_a_503(as_owner: APIClient, settings: Any) -> None:
    use(settings, "http://127.0.0.1:1")

    assert upload(as_owner).status_code == 503
    assert avatar(as_owner) is None


def test_files_are_stored_read_listed_measured_and_removed(bucket: S3Server) -> None:
    first = default_storage.save("exports/one.zip", ContentFile(b"first"))
    second = default_storage.save("exports/one.zip", ContentFile(b"second"))

    assert first == "exports/one.zip"
    assert second != first
    assert bucket.objects == {first: b"first", second: b"second"}
    with default_storage.open(first) as file:
        assert file.read() == b"first"
    assert default_storage.listdir("exports") == ([], sorted([first[8:], second[8:]]))
    assert default_storage.size(second) == 6
    assert default_storage.get_modified_time(first).isoformat() == "2026-11-21T10:00:00+00:00"
    default_storage.delete(first)
    default_storage.delete(first)
    assert (default_storage.exists(first), default_storage.exists(second)) == (False, True)
    with pytest.raises(FileNotFoundError):
        default_storage.open(first)


def test_every_call_says_that_the_bucket_is_unavailable(bucket: S3Server) -> None:
    bucket.fault = 503
    calls: list[Any] = [
        lambda: default_storage.open("a"),
        lambda: default_storage.save("a", ContentFile(b"a")),
        lambda: default_storage.delete("a"),
        lambda: default_storage.exists("a"),
        lambda: default_storage.size("a"),
        lambda: default_storage.listdir("a"),
        lambda: default_storage.get_modified_time("a"),
    ]

    for call in calls:
        with pytest.raises(StorageUnavailable):
            call()


def test_the_start_reaches_the_bucket(bucket: S3Server, settings: Any, db: None) -> None:
    check_services()
    use(settings, bucket.address, bucket="another")
    with pytest.raises(StartupProblem, match=r"The file storage .* cannot be reached: .*404"):
        check_services()
    use(settings, "http://127.0.0.1:1")
    with pytest.raises(StartupProblem, match=r"The file storage .* cannot be reached: Could not connect"):
        check_services()


def test_the_environment_names_the_bucket(tmp_path: Path) -> None:
    named = {
        "AWS_STORAGE_BUCKET_NAME": "music",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_S3_REGION_NAME": "eu-central-1",
        "AWS_S3_ENDPOINT_URL": "http://minio:9000",
        "FILE_URL_LIFETIME": "60",
    }
    script = (
        "import django; django.setup(); from django.core.files.storage import default_storage as storage; "
        "print(storage.url('avatars/a.png'))"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        **named,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": os.devnull,
    }
    said = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-c", script],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    query = parse_qs(urlsplit(said.stdout.strip()).query)
    assert said.stdout.startswith("http://minio:9000/music/avatars/a.png?")
    assert query["X-Amz-Expires"] == ["60"]
