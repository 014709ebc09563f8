"""What every test can use: the cast of listeners, a client for each, and tracks of our own catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_session
from catalogue.ids import LOCAL
from catalogue.models import Album, Artist, Track

pytest_plugins = [
    "config.tests.plugin",
    "config.tests.emptying",
    "config.tests.grouping",
    "config.tests.hashing",
    "config.realtime.tests.fixtures",
    "catalogue.tests.fixtures",
]

PASSWORD = "correct horse battery"

ClientFor = Callable[[User], APIClient]
MakeTracks = Callable[..., list[Track]]


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: object) -> None:
    """No test sees another's files."""
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
    settings.RECOMMENDER_DIR = tmp_path / "recommender"  # type: ignore[attr-defined]


def _user(name: str, **extra: object) -> User:
    return User.objects.create_user(name, f"{name}@example.com", PASSWORD, **extra)


@pytest.fixture
def owner(db: None) -> User:
    return _user("owner")


@pytest.fixture
def stranger(db: None) -> User:
    return _user("stranger")


@pytest.fixture
def moderator(db: None) -> User:
    return _user("moderator", is_staff=True)


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("superuser", "superuser@example.com", PASSWORD)


@pytest.fixture
def client_for() -> ClientFor:
    """A client that sends a real access token of the user."""

    def make(user: User) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_session(user=user).access}")
        return client

    return make


@pytest.fixture
def as_owner(client_for: ClientFor, owner: User) -> APIClient:
    return client_for(owner)


@pytest.fixture
def as_stranger(client_for: ClientFor, stranger: User) -> APIClient:
    return client_for(stranger)


@pytest.fixture
def as_moderator(client_for: ClientFor, moderator: User) -> APIClient:
    return client_for(moderator)


@pytest.fixture
def anonymous() -> APIClient:
    return APIClient()


@pytest.fixture
def make_tracks(db: None) -> MakeTracks:
    """Tracks of our own catalogue: `make_tracks(3, artist="Ada")`, 200 s long each, on one album of that artist."""

    def make(count: int, *, artist: str = "An Artist", **fields: object) -> list[Track]:
        by = Artist.objects.create(provider=LOCAL, external_id=str(uuid4()), name=artist, search_name=artist.lower())
        album = Album.objects.create(provider=LOCAL, external_id=str(uuid4()), title=f"{artist} album", artist=by)
        rows = [
            Track(
                **{
                    "provider": LOCAL,
                    "external_id": str(uuid4()),
                    "title": f"{artist} {number}",
                    "search_title": f"{artist} {number}".lower(),
                    "artist": by,
                    "album": album,
                    "duration": 200,
                    "track_position": number,
                    "readable": True,
                    "has_preview": True,
                    "tone_seed": number,
                    **fields,
                }
            )
            for number in range(1, count + 1)
        ]
        return Track.objects.bulk_create(rows)

    return make
