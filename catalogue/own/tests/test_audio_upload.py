"""POST and DELETE /api/songs/{id}/audio/"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from rest_framework.test import APIClient

from catalogue.models import Track
from catalogue.own.tests.conftest import New, flac, mp3, opus, picture, wav
from catalogue.signing import signed_audio_path

BROKEN = {
    "nothing": b"",
    "two bytes": b"la",
    "a tag without frames": b"ID3" + bytes(200),
    "an empty page": b"OggS" + bytes(200),
    "no stream info": b"fLaC" + bytes(200),
    "no samples": b"RIFF\0\0\0\0WAVE",
    "frames without end": b"\xff\xfb" * 9,
    "a picture": picture(),
    "a page": b"<html>" * 99,
    "less than a frame": mp3(1)[:300],
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(new_artist: New, new_song: New) -> str:
    return f"/api/songs/{new_song(new_artist())['id']}/audio/"


def upload(client: APIClient, path: str, content: bytes, name: str = "song.mp3") -> Any:
    return client.post(path, {"audio": SimpleUploadedFile(name, content)}, format="multipart")


def files(settings: Any) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "audio"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    ("content", "kind", "seconds"),
    [(mp3(3), "mp3", 3), (opus(5), "ogg", 5), (flac(4), "flac", 4), (wav(2), "wav", 2)],
    ids=["mp3", "ogg", "flac", "wav"],
)
def test_a_file_is_told_by_its_content_and_can_be_heard(
    as_moderator: APIClient, path: str, settings: Any, content: bytes, kind: str, seconds: int
) -> None:
    answer = upload(as_moderator, path, content, "whatever.txt")

    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert (body["format"], body["song"]["duration"]) == (kind, seconds)
    assert [file.suffix for file in files(settings)] == [f".{kind}"]
    assert files(settings)[0].read_bytes() == content
    heard = APIClient().get(body["song"]["preview"])
    assert heard.getvalue() == content
    assert heard["Content-Type"].startswith("audio/")


def test_tags_fill_what_nobody_has_said(as_moderator: APIClient, path: str) -> None:
    as_moderator.patch(path.removesuffix("audio/"), {"disk_number": 2})
    content = mp3(2, TIT2="Other title", TPE1="Other artist", TRCK="7/12", TSRC="QZ-ABC-26-00009", TDRC="1999-05")

    body = upload(as_moderator, path, content).json()

    assert body["tags"] == {
        "title": "Other title",
        "artist": "Other artist",
        "date": "1999-05",
        "isrc": "QZ-ABC-26-00009",
        "track_position": "7/12",
    }
    song = body["song"]
    assert (song["title"], song["isrc"], song["track_position"]) == ("Harbour Lights", "QZABC2600009", 7)
    assert (song["release_date"], song["disk_number"]) == ("1999-05-01", 2)


def test_what_staff_said_wins_over_tags(as_moderator: APIClient, path: str) -> None:
    said = {"isrc": "QZABC2600001", "track_position": 1, "release_date": "2020-01-01"}
    as_moderator.patch(path.removesuffix("audio/"), said)

    song = upload(as_moderator, path, flac(2, isrc="QZABC2600009", tracknumber="9", date="1999")).json()["song"]

    assert {key: song[key] for key in said} == said


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_audio_is_refused(as_moderator: APIClient, path: str, settings: Any, content: bytes) -> None:
    answer = upload(as_moderator, path, content)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["audio"]
    assert files(settings) == []
    assert Track.objects.get().has_preview is False


def test_an_archive_that_is_called_a_song_is_refused(as_moderator: APIClient, path: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.mp3", mp3(1))

    assert upload(as_moderator, path, archive.getvalue()).status_code == 400


def test_50_megabytes_are_the_most(as_moderator: APIClient, path: str, settings: Any) -> None:
    answers = [upload(as_moderator, path, bytes(size)) for size in (50 * 1024**2 + 1, 51 * 1024**2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert {answer.json()["errors"]["audio"][0]["code"] for answer in answers} == {"file_too_large"}
    assert files(settings) == []


def test_a_new_file_replaces_the_old_one(as_moderator: APIClient, path: str, settings: Any) -> None:
    upload(as_moderator, path, mp3(2))
    upload(as_moderator, path, wav(7))

    assert [file.suffix for file in files(settings)] == [".wav"]
    assert Track.objects.get().duration == 7


def test_a_failure_leaves_the_old_file_and_nothing_else(as_moderator: APIClient, path: str, settings: Any) -> None:
    upload(as_moderator, path, mp3(2))
    before = files(settings)

    def full(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  (Django's signature)
        if sql.startswith('UPDATE "catalogue_track"'):
            raise OSError("the disk is full")
        return execute(sql, params, many, context)

    as_moderator.raise_request_exception = False
    with connection.execute_wrapper(full):
        answer = upload(as_moderator, path, wav(7))

    assert answer.status_code == 500
    assert files(settings) == before
    assert Track.objects.get().duration == 2


def test_the_duration_of_a_song_with_audio_is_that_of_its_file(as_moderator: APIClient, path: str) -> None:
    song = path.removesuffix("audio/")
    assert as_moderator.patch(song, {"duration": 99}).json()["duration"] == 99
    upload(as_moderator, path, mp3(2))

    refused = as_moderator.patch(song, {"duration": 99})

    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["duration"]
    assert as_moderator.patch(song, {"duration": 2}).status_code == 200


def test_audio_can_be_removed(as_moderator: APIClient, path: str, settings: Any) -> None:
    upload(as_moderator, path, mp3(2))

    answer = as_moderator.delete(path)

    assert answer.status_code == 204
    assert files(settings) == []
    assert as_moderator.get(path.removesuffix("audio/")).json()["preview"] is None


def test_an_upload_is_never_served_without_its_signed_address(
    as_moderator: APIClient, anonymous: APIClient, path: str, settings: Any
) -> None:
    upload(as_moderator, path, mp3(2))
    name = files(settings)[0].name

    for address in (f"/media/audio/{name}", f"/media/x/../audio/{name}", f"/media//audio/{name}"):
        assert anonymous.get(address).status_code == 404
    signed = signed_audio_path(Track.objects.get().catalogue_id)[0]
    assert anonymous.get(signed).getvalue() == mp3(2)
    assert anonymous.get(signed.partition("?")[0]).status_code == 403


@pytest.mark.parametrize("body", [{}, {"audio": "text"}])
def test_a_form_without_a_file_is_refused(as_moderator: APIClient, path: str, body: dict[str, str]) -> None:
    answer = as_moderator.post(path, body, format="multipart")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["audio"]
