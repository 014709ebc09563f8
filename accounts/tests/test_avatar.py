"""Uploading an avatar."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Profile, User

PATH = "/api/accounts/upload-avatar/"


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), colour: str = "teal") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def upload(client: APIClient, content: bytes, name: str = "me.png", field: str = "avatar") -> Any:
    return client.post(PATH, {field: SimpleUploadedFile(name, content, "image/png")}, format="multipart")


def media(root: object) -> list[str]:
    """Names of all stored files."""
    return sorted(str(path.relative_to(str(root))) for path in Path(str(root)).rglob("*") if path.is_file())


def test_an_avatar_is_stored_under_a_new_name_and_shown(as_owner: APIClient, owner: User, settings: Any) -> None:
    answer = upload(as_owner, picture("JPEG"), name="../../etc/Ada at home.exe")

    stored = str(Profile.objects.get(user=owner).avatar.name)
    assert answer.status_code == 200
    assert answer.json() == {"avatar_url": f"http://testserver/media/{stored}"}
    assert media(settings.MEDIA_ROOT) == [stored]
    assert (stored[:8], len(stored), stored[-4:]) == ("avatars/", 44, ".jpg")
    assert as_owner.get("/api/accounts/profile/").json()["avatar"] == answer.json()["avatar_url"]


def test_a_new_avatar_removes_the_old_one(
    as_owner: APIClient, owner: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload(as_owner, picture("JPEG"))
    with django_capture_on_commit_callbacks(execute=True):
        upload(as_owner, picture("WEBP"))

    assert media(settings.MEDIA_ROOT) == [Profile.objects.get(user=owner).avatar.name]


def test_an_upload_changes_only_the_callers_profile(as_owner: APIClient, stranger: User) -> None:
    upload(as_owner, picture())

    assert not Profile.objects.get(user=stranger).avatar


def test_an_upload_takes_a_fixed_number_of_queries(as_owner: APIClient, django_assert_num_queries: Any) -> None:
    # Session, profile; savepoint, row locked, saved, release.
    with django_assert_num_queries(6):
        upload(as_owner, picture())


def test_only_listeners_upload(anonymous: APIClient, db: None, settings: Any) -> None:
    assert upload(anonymous, picture()).status_code == 401
    assert media(settings.MEDIA_ROOT) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"not a picture", "invalid_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "invalid_image"),
        (picture("GIF"), "invalid_image"),
        (picture("PNG")[:60], "invalid_image"),
        (b"\0" * (5 * 1024 * 1024 + 1), "file_too_large"),
        (b"\0" * (6 * 1024 * 1024), "file_too_large"),
    ],
    ids=["empty", "text", "svg", "gif", "truncated", "a byte too long", "much too long"],
)
def test_what_is_no_picture_within_the_limits_is_refused(
    as_owner: APIClient, owner: User, settings: Any, content: bytes, code: str
) -> None:
    answer = upload(as_owner, content, name="me.jpg")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [one["code"] for one in answer.json()["errors"]["avatar"]] == [code]
    assert media(settings.MEDIA_ROOT) == []
    assert not Profile.objects.get(user=owner).avatar


def test_a_form_without_the_file_is_refused(as_owner: APIClient) -> None:
    missing = as_owner.post(PATH, {"avatar": "text"}, format="multipart")
    other = upload(as_owner, picture(), field="picture")

    assert [one["code"] for one in missing.json()["errors"]["avatar"]] == ["invalid"]
    assert [one["code"] for one in other.json()["errors"]["avatar"]] == ["required"]


def test_other_bodies_are_refused(as_owner: APIClient) -> None:
    form = "multipart/form-data; boundary=x"
    too_many = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' for _ in range(300)) + b"--x--"

    assert as_owner.post(PATH, {"avatar": "x"}).status_code == 415
    assert as_owner.post(PATH, b"garbage", content_type=form).status_code == 400
    assert as_owner.post(PATH, b"garbage", content_type="multipart/form-data").status_code == 400
    assert as_owner.post(PATH, too_many, content_type=form).status_code == 400


CHOPPED = st.tuples(
    st.sampled_from([picture(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")]),
    st.integers(0, 400),
    st.binary(max_size=40),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=400), CHOPPED.map(lambda one: one[0][: one[1]] + one[2] + one[0][one[1] :]))
)
def test_whatever_is_uploaded_is_taken_or_refused(as_owner: APIClient, content: bytes) -> None:
    assert upload(as_owner, content).status_code in {200, 400}
