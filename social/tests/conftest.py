from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Profile, User
from playlists.models import Playlist
from social.models import Follow

NewPerson = Callable[..., User]

Told = list[dict[str, Any]]


@pytest.fixture
def person(db: None) -> NewPerson:
    """`person("ada", is_private=True)`: a listener with those things in the profile."""

    def make(name: str, **profile: Any) -> User:
        user = User.objects.create_user(name, f"{name}@example.com", "x")
        if profile:
            Profile.objects.filter(user=user).update(**profile)
        return user

    return make


def follow(follower: User, followed: User, *, at: datetime | None = None) -> Follow:
    now = at or timezone.now()
    return Follow.objects.create(follower=follower, followed=followed, created_at=now, accepted_at=now)


def playlist(owner: User, name: str, *, at: datetime | None = None, is_public: bool = True) -> Playlist:
    """``at`` is when it was published."""
    made = Playlist.objects.create(owner=owner, name=name, is_public=is_public)
    if at is not None:
        Playlist.objects.filter(pk=made.pk).update(published_at=at)
    return made


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def names(client: APIClient, path: str) -> list[str]:
    """The people of a list."""
    return [each.get("person", each)["username"] for each in ok(client.get(path))]


def pages(client: APIClient, path: str) -> list[list[Any]]:
    """Every page, by following the links."""
    found = []
    while path:
        answer = client.get(path)
        found.append(ok(answer))
        path = next_of(answer)
    return found


def next_of(answer: Any) -> str:
    header = answer.headers.get("Link", "")
    assert not header or header.endswith('; rel="next"')
    return str(header.partition("<")[2].partition(">")[0].removeprefix("http://testserver"))


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ago(**units: float) -> datetime:
    """Before noon of the day that tests of the feed play on."""
    return NOON - timedelta(**units)
