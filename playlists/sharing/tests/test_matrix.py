"""Who may do what: everybody tries everything, on a private playlist and on the same one when it is public."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image
from rest_framework.test import APIClient

from catalogue.models import Track
from playlists.models import Playlist, ShareLink
from playlists.sharing.tests.conftest import URL, Cast

PEOPLE = ("owner", "editor", "viewer", "invited", "named", "removed", "stranger", "blocked", "anonymous")

READ = (200, 200, 200, 200, 200, 404, 404, 404, 401)
EDIT = (200, 200, 403, 403, 403, 404, 404, 404, 401)
OWN = (200, 403, 403, 403, 403, 404, 404, 404, 401)
IN_IT = (200, 200, 200, 403, 403, 404, 404, 404, 401)
FOLLOW = (409, 409, 409, 409, 409, 404, 404, 404, 401)


def codes(good: int, expected: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(good if code == 200 else code for code in expected)


Row = tuple[str, str, dict[str, Any] | None, tuple[int, ...], int]


def rows(playlist: Playlist, cast: Cast, tracks: list[Track], link: ShareLink) -> list[Row]:
    """Method, path, body, what everybody gets while it is private, and what strangers get once it is public."""
    fresh, held = str(tracks[2].catalogue_id), str(tracks[0].catalogue_id)
    entry = playlist.entries.in_order()[0].pk
    editor = cast["editor"].pk
    return [
        ("get", "", None, READ, 200),
        ("get", "tracks/", None, READ, 200),
        ("get", "shuffle/next/", None, READ, 200),
        ("post", "play/", {}, codes(200, READ), 200),
        ("post", "copy/", {}, codes(201, READ), 201),
        ("patch", "", {"name": "Mine"}, OWN, 403),
        ("post", "upload-cover/", {"cover_image": "picture"}, OWN, 403),
        ("post", "add_track/", {"track_id": fresh}, codes(201, EDIT), 403),
        ("post", "add_tracks/", {"tracks": [fresh]}, EDIT, 403),
        ("post", "tracks/", {"tracks": [fresh]}, EDIT, 403),
        ("post", f"tracks/{entry}/move/", {"position": 1}, EDIT, 403),
        ("delete", f"tracks/{entry}/", None, codes(204, EDIT), 403),
        ("delete", f"remove_track/?track_id={held}", None, EDIT, 403),
        ("get", "members/", None, IN_IT, 403),
        ("post", "members/", {"user_id": str(cast["stranger"].pk), "role": "viewer"}, codes(201, OWN), 403),
        ("patch", f"members/{editor}/", {"role": "viewer"}, OWN, 403),
        ("post", "owner/", {"user_id": str(editor)}, OWN, 403),
        ("get", "share/", None, OWN, 403),
        ("post", "share/", {"expires_in_days": 1}, codes(201, OWN), 403),
        ("delete", f"share/{link.pk}/", None, codes(204, OWN), 403),
        ("get", "listeners/", None, OWN, 403),
        ("post", "listeners/", {"user_id": str(cast["stranger"].pk)}, codes(201, OWN), 403),
        ("delete", f"listeners/{cast['named'].pk}/", None, codes(204, OWN), 403),
        ("post", "follow/", None, FOLLOW, 201),
        ("delete", "follow/", None, codes(204, READ), 204),
        ("delete", "", None, codes(204, OWN), 403),
    ]


def tried(client: APIClient, method: str, path: str, body: dict[str, Any] | None) -> int:
    """The status; what was done is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(path, body, **({"format": "json"} if body is not None else {}))
        transaction.set_rollback(True)
    status: int = answer.status_code
    return status


@pytest.fixture
def link(playlist: Playlist) -> ShareLink:
    return ShareLink.objects.create(playlist=playlist)


def statuses(client_of: Callable[[str], APIClient], path: str, method: str, body: Any) -> tuple[int, ...]:
    return tuple(tried(client_of(person), method, path, body) for person in PEOPLE)


def test_everybody_gets_as_far_as_they_should_on_a_private_playlist(
    playlist: Playlist, cast: Cast, client_of: Callable[[str], APIClient], tracks: list[Track], link: ShareLink
) -> None:
    table = [row for row in rows(playlist, cast, tracks, link) if "upload-cover" not in row[1]]
    found = {
        (method, path): statuses(client_of, f"{URL}{playlist.pk}/{path}", method, body)
        for method, path, body, _, _ in table
    }
    assert found == {(method, path): expected for method, path, _, expected, _ in table}


def test_and_on_a_public_one(
    playlist: Playlist, cast: Cast, client_of: Callable[[str], APIClient], tracks: list[Track], link: ShareLink
) -> None:
    Playlist.objects.update(is_public=True)
    table = [row for row in rows(playlist, cast, tracks, link) if row[1] != "upload-cover/"]
    outside = ("removed", "stranger", "blocked")
    found = {
        (method, path): tuple(
            tried(client_of(person), method, f"{URL}{playlist.pk}/{path}", body) for person in outside
        )
        for method, path, body, _, _ in table
    }
    expected = {(method, path): (there, there, 404) for method, path, _, _, there in table}
    assert found == expected


@pytest.mark.django_db(transaction=True)
def test_only_the_owner_changes_the_cover(
    playlist: Playlist, cast: Cast, client_of: Callable[[str], APIClient]
) -> None:
    def upload() -> SimpleUploadedFile:
        content = io.BytesIO()
        Image.new("RGB", (2, 2)).save(content, "PNG")
        return SimpleUploadedFile("c.png", content.getvalue(), "image/png")

    path = f"{URL}{playlist.pk}/upload-cover/"
    found = tuple(
        client_of(person).post(path, {"cover_image": upload()}, format="multipart").status_code for person in PEOPLE
    )
    assert found == OWN


def test_nothing_of_a_refused_attempt_is_stored(
    playlist: Playlist, client_of: Callable[[str], APIClient], tracks: list[Track]
) -> None:
    before = Playlist.objects.values().get(pk=playlist.pk)
    here, fresh = f"{URL}{playlist.pk}/", str(tracks[2].catalogue_id)
    for person in ("viewer", "named", "invited", "removed", "stranger", "blocked"):
        client = client_of(person)
        client.patch(here, {"name": "Taken over"})
        client.post(f"{here}add_track/", {"track_id": fresh})
        client.post(f"{here}share/", {})
        client.delete(here)
    assert Playlist.objects.values().get(pk=playlist.pk) == before
    assert not ShareLink.objects.exists()
