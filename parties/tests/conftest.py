"""A party with its people: the owner hosts, the guest is a member, the stranger is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.attempts import slots
from accounts.models import User
from parties.joining import create_party, join
from parties.models import Party


class Path(Protocol):
    def __call__(self, path: str = "") -> str: ...


@pytest.fixture
def guest(db: None) -> User:
    return User.objects.create_user("guest", "guest@example.com", "correct horse battery")


@pytest.fixture
def dj(db: None) -> User:
    return User.objects.create_user("dj", "dj@example.com", "correct horse battery")


@pytest.fixture
def as_guest(client_for: Callable[[User], APIClient], guest: User) -> APIClient:
    return client_for(guest)


@pytest.fixture
def as_dj(client_for: Callable[[User], APIClient], dj: User) -> APIClient:
    return client_for(dj)


@pytest.fixture
def people(owner: User, guest: User, dj: User) -> tuple[User, User, User]:
    return owner, guest, dj


@pytest.fixture
def party(owner: User, guest: User, dj: User) -> Party:
    made = create_party(user=owner, name="Friday night")
    for each in (guest, dj):
        join(user=each, party_id=made.pk, is_invited=True)
    made.members.filter(user=dj).update(is_dj=True)
    return Party.objects.get(pk=made.pk)


@pytest.fixture
def at(party: Party) -> Path:
    """`at("state/")`: a path below the party's."""

    def below(path: str = "") -> str:
        return f"/api/parties/{party.pk}/{path}"

    return below


@pytest.fixture
def entries(party: Party, as_owner: APIClient, at: Path, make_tracks: Callable[..., list[Any]]) -> list[str]:
    """Five entries, of tracks that are 120 s long each; their ids."""
    ids = [str(track.catalogue_id) for track in make_tracks(5, duration=120)]
    answer = as_owner.post(at("tracks/"), {"track_ids": ids})
    assert answer.status_code == 201, answer.content
    return [str(each) for each in answer.data["item_ids"]]


@pytest.fixture
def window() -> Callable[[str, int], Any]:
    """`with window(subject, seconds)`: the clock stands still where the attempts of that subject begin to count."""

    def begin(subject: str, seconds: int) -> Any:
        left = slots(subject, limit=1, seconds=seconds).seconds_left
        return time_machine.travel(datetime.now(UTC) + timedelta(seconds=left), tick=False)

    return begin


@pytest.fixture
def control(as_owner: APIClient, at: Path) -> Callable[..., Any]:
    """`control("play")`: what the host does, with the present version; the state afterwards."""

    def do(action: str, **about: Any) -> Any:
        version = as_owner.get(at("state/")).data["version"]
        answer = as_owner.post(at("state/"), {"action": action, "version": version, **about})
        assert answer.status_code == 200, answer.content
        return answer.data

    return do
