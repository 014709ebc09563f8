"""Who has a playlist open hears what happens to it, for as long as they may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.blocking import block
from accounts.models import User
from accounts.moderation.reportable import KINDS
from accounts.tokens import open_session
from catalogue.models import Track
from config.realtime import open_sockets
from config.realtime.tests.serving import Client, Opener
from config.tests.plugin import eventually
from notifications.services import notify
from playlists.models import Member, Playlist
from playlists.sharing.reading import readers_among
from playlists.sharing.tests.conftest import URL, Cast, MakeUser, join

Open = Callable[[User], Client]


@pytest.fixture
def listen(open_socket: Opener, playlist: Playlist) -> Open:
    return lambda user: open_socket(f"/ws/playlists/{playlist.pk}/", open_session(user=user).access)


@pytest.fixture
def opened(listen: Open, owner: User) -> Client:
    client = listen(owner)
    client.next("hello")
    return client


def test_hello_says_where_the_playlist_stands(listen: Open, stranger: User, owner: User, playlist: Playlist) -> None:
    join(playlist, stranger, "viewer")
    said = listen(stranger).next("hello")
    assert {name: said[name] for name in ("playlist_id", "version", "track_count", "name", "role", "owner")} == {
        "playlist_id": str(playlist.pk),
        "version": 1,
        "track_count": 2,
        "name": "Rainy days",
        "role": "viewer",
        "owner": {"id": str(owner.pk), "username": "owner"},
    }


def test_only_readers_get_in(listen: Open, cast: Cast, open_socket: Opener) -> None:
    codes = {name: listen(cast[name]).closed_with() for name in ("stranger", "blocked", "removed")}
    assert codes == dict.fromkeys(codes, 4404)
    for name in ("owner", "editor", "viewer", "invited", "named"):
        listen(cast[name]).next("hello")
    nowhere = open_socket(f"/ws/playlists/{uuid4()}/", open_session(user=cast["owner"]).access)
    assert nowhere.closed_with() == 4404
    assert open_socket(f"/ws/playlists/{uuid4()}/", "broken").closed_with() == 4401


def test_every_change_is_told_with_its_version(
    opened: Client, as_owner: APIClient, as_stranger: APIClient, stranger: User, playlist: Playlist, tracks: list[Track]
) -> None:
    join(playlist, stranger)
    here = f"{URL}{playlist.pk}/"
    added = as_stranger.post(f"{here}add_tracks/", {"tracks": [str(track.catalogue_id) for track in tracks]})
    assert added.json()["added_count"] == 2
    last = as_owner.get(f"{here}tracks/?offset=3").json()[0]["id"]
    as_stranger.post(f"{here}tracks/{last}/move/", {"position": 0})
    as_stranger.delete(f"{here}tracks/{last}/")
    as_owner.patch(here, {"name": "Sunny days"})
    as_owner.patch(f"{here}members/{stranger.pk}/", {"role": "viewer"})
    told = [opened.next("playlist.changed") for _ in range(5)]
    third = str(playlist.entries.get(track=tracks[2]).pk)
    assert [(each["version"], each["track_count"], each["changes"]) for each in told] == [
        (2, 4, [{"change": "added", "position": 2, "count": 2, "item_ids": [third, last]}]),
        (3, 4, [{"change": "moved", "item_id": last, "position": 0}]),
        (4, 3, [{"change": "removed", "item_id": last}]),
        (5, 3, [{"change": "details"}]),
        (6, 3, [{"change": "members"}]),
    ]
    assert as_owner.get(here).json()["version"] == 6
    as_owner.patch(here, {"name": "Sunny days"})
    assert as_owner.get(here).json()["version"] == 6


def test_what_is_refused_or_somebody_elses_is_not_told(
    opened: Client, as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, playlist: Playlist
) -> None:
    as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": "no such"})
    as_stranger.patch(f"{URL}{playlist.pk}/", {"name": "Mine"})
    notify(user=owner, kind="follow", actor=stranger, group_key="follow")
    as_owner.post("/api/playlists/queue/clear/")
    assert opened.told_nothing() == []


def test_whoever_may_not_read_it_any_more_is_shown_out(
    listen: Open, as_owner: APIClient, owner: User, playlist: Playlist, make_user: MakeUser
) -> None:
    here = f"{URL}{playlist.pk}/"

    def privately() -> None:
        as_owner.patch(here, {"is_public": False})

    ada, bob, eve, fay, dee = (make_user(name) for name in ("ada", "bob", "eve", "fay", "dee"))
    for user in (ada, bob, dee):
        join(playlist, user)
    as_owner.post(f"{here}listeners/", {"user_id": str(fay.pk)})
    as_owner.patch(here, {"is_public": True})
    sockets = {user: listen(user) for user in (ada, bob, eve, fay, dee)}
    for socket in sockets.values():
        socket.next("hello")
    privately()
    assert sockets[eve].closed_with() == 4403
    as_owner.delete(f"{here}members/{ada.pk}/")
    assert sockets[ada].closed_with() == 4403
    block(blocker=bob, user_id=owner.pk)
    assert sockets[bob].closed_with() == 4403
    as_owner.delete(f"{here}listeners/{fay.pk}/")
    assert sockets[fay].closed_with() == 4403
    assert sockets[dee].ask("ping")["type"] == "pong"
    as_owner.delete(here)
    assert sockets[dee].closed_with() == 4404


def _suspend(owner: User, playlist: Playlist) -> None:
    owner.is_active = False
    owner.save()


def _hide(owner: User, playlist: Playlist) -> None:
    with transaction.atomic():
        KINDS["playlist"].hide(playlist.pk, timezone.now())


@pytest.mark.parametrize("away", [_suspend, _hide])
def test_what_is_taken_out_of_sight_is_closed_for_all_others(
    listen: Open, owner: User, stranger: User, playlist: Playlist, away: Callable[[User, Playlist], None]
) -> None:
    join(playlist, stranger)
    theirs = listen(stranger)
    theirs.next("hello")
    away(owner, playlist)
    assert theirs.closed_with() == 4403


def test_what_nobody_was_told_of_is_found_by_the_next_look(
    listen: Open, stranger: User, playlist: Playlist, monkeypatch: Any
) -> None:
    assert eventually(lambda: not len(open_sockets.open_sockets))
    monkeypatch.setattr(open_sockets, "LOOK_SECONDS", 0.05)
    join(playlist, stranger)
    theirs = listen(stranger)
    theirs.next("hello")
    Member.objects.all().delete()
    assert theirs.closed_with() == 4403


def test_an_end_of_the_session_closes_it_too(
    listen: Open, open_socket: Opener, as_owner: APIClient, token_of: Any, playlist: Playlist
) -> None:
    mine = open_socket(f"/ws/playlists/{playlist.pk}/", token_of(as_owner))
    mine.next("hello")
    as_owner.post("/api/accounts/logout/")
    assert mine.closed_with() == 4401


@pytest.mark.parametrize("public", [False, True])
def test_the_rule_is_the_same_from_both_sides(cast: Cast, playlist: Playlist, public: bool) -> None:  # noqa: FBT001
    here = Playlist.objects.filter(pk=playlist.pk)
    here.update(is_public=public)
    account = User.objects.filter(pk=cast["owner"].pk)
    ids = {user.pk for user in cast.values()}
    for change, undo in (
        (lambda: None, lambda: None),
        (partial(here.update, hidden_at=timezone.now()), partial(here.update, hidden_at=None)),
        (partial(account.update, is_active=False), partial(account.update, is_active=True)),
    ):
        change()
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        readers = {user.pk for user in cast.values() if Playlist.objects.visible_to(user).exists()}
        assert readers_among(playlist.pk, ids) == readers & active
        undo()
    assert readers_among(uuid4(), ids) is None
