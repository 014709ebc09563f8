"""A cast around one playlist: who owns it, edits it, views it, is asked to, was named, or has nothing to do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.blocking import block
from accounts.models import User
from catalogue.models import Track
from conftest import ClientFor, MakeTracks
from playlists.models import Member, Playlist, Role, SharedWith
from playlists.tests.conftest import MakePlaylist, at_once, make_playlist

__all__ = ["at_once", "make_playlist"]

URL = "/api/playlists/playlists/"

Cast = dict[str, User]
MakeUser = Callable[[str], User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    return lambda name: User.objects.create_user(name, f"{name}@example.com", None)


@pytest.fixture
def tracks(make_tracks: MakeTracks) -> list[Track]:
    return make_tracks(4)


@pytest.fixture
def playlist(make_playlist: MakePlaylist, tracks: list[Track]) -> Playlist:
    """Private, with two of the four tracks."""
    return make_playlist(tracks[:2], name="Rainy days", description="Window seat.")


def join(playlist: Playlist, user: User, role: str = Role.EDITOR, state: str = Member.State.JOINED) -> Member:
    at = timezone.now() if state == Member.State.JOINED else None
    return Member.objects.create(playlist=playlist, user=user, role=role, state=state, joined_at=at)


@pytest.fixture
def cast(owner: User, stranger: User, make_user: MakeUser, playlist: Playlist) -> Cast:
    """By what they are. Who is blocked was an editor, who was removed too."""
    names = ("editor", "viewer", "invited", "named", "removed", "blocked")
    people = {"owner": owner, "stranger": stranger, **{name: make_user(name) for name in names}}
    join(playlist, people["editor"])
    join(playlist, people["viewer"], Role.VIEWER)
    join(playlist, people["invited"], Role.EDITOR, Member.State.INVITED)
    join(playlist, people["removed"], Role.EDITOR, Member.State.REMOVED)
    join(playlist, people["blocked"])
    SharedWith.objects.create(playlist=playlist, user=people["named"])
    SharedWith.objects.create(playlist=playlist, user=people["blocked"])
    block(blocker=owner, user_id=people["blocked"].pk)
    return people


@pytest.fixture
def client_of(cast: Cast, client_for: ClientFor) -> Callable[[str], APIClient]:
    made: dict[str, APIClient] = {"anonymous": APIClient()}

    def client(name: str) -> APIClient:
        return made.get(name) or made.setdefault(name, client_for(cast[name]))

    return client


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")
