from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from playlists.models import Playlist
from playlists.tests.conftest import MakePlaylist


def picture(name: str = "cover.png", kind: str = "PNG", color: str = "navy") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 30), color).save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


def upload(client: APIClient, playlist: Playlist, **form: Any) -> Any:
    return client.post(f"/api/playlists/playlists/{playlist.pk}/upload-cover/", form, format="multipart")


def stored() -> list[str]:
    return default_storage.listdir("covers")[1] if default_storage.exists("covers") else []


def test_a_cover_is_stored_and_shown(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    playlist = make_playlist()
    response = upload(as_owner, playlist, cover_image=picture())
    assert response.status_code == 200
    playlist.refresh_from_db()
    address = response.json()["cover_url"]
    assert address == f"http://testserver{playlist.cover_image.url}"
    assert as_owner.get(f"/api/playlists/playlists/{playlist.pk}/").json()["cover_image"] == address
    assert as_owner.get("/api/playlists/playlists/").json()[0]["cover_image"] == address
    assert [f"covers/{name}" for name in stored()] == [playlist.cover_image.name]


def test_a_new_cover_replaces_the_old_one(
    as_owner: APIClient, make_playlist: MakePlaylist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    playlist = make_playlist()
    with django_capture_on_commit_callbacks(execute=True):
        upload(as_owner, playlist, cover_image=picture())
    with django_capture_on_commit_callbacks(execute=True):
        upload(as_owner, playlist, cover_image=picture("other.jpg", "JPEG"))
    playlist.refresh_from_db()
    assert [f"covers/{name}" for name in stored()] == [playlist.cover_image.name]
    assert stored()[0].endswith(".jpg")


def test_a_deleted_playlist_takes_its_cover_along(
    as_owner: APIClient, make_playlist: MakePlaylist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    playlist = make_playlist()
    upload(as_owner, playlist, cover_image=picture())
    with django_capture_on_commit_callbacks(execute=True):
        as_owner.delete(f"/api/playlists/playlists/{playlist.pk}/")
    assert stored() == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"cover_image": "text"},
        {"avatar": picture()},
        {"cover_image": SimpleUploadedFile("cover.png", b"no picture")},
        {"cover_image": SimpleUploadedFile("cover.png", b"")},
    ],
)
def test_what_is_no_picture_is_refused(as_owner: APIClient, make_playlist: MakePlaylist, form: Any) -> None:
    response = upload(as_owner, make_playlist(), **form)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"cover_image"}
    assert not Playlist.objects.get().cover_image
    assert stored() == []


def test_a_cover_must_be_a_form(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    response = as_owner.post(f"/api/playlists/playlists/{make_playlist().pk}/upload-cover/", {"cover_image": "x"})
    assert response.status_code == 415


def test_others_upload_nothing(anonymous: APIClient, as_stranger: APIClient, make_playlist: MakePlaylist) -> None:
    playlist = make_playlist(is_public=True)
    assert upload(anonymous, playlist, cover_image=picture()).status_code == 401
    assert upload(as_stranger, playlist, cover_image=picture()).status_code == 403
    assert stored() == []
