"""Share links: made, read without an account, counted, expired, revoked, and never found out."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_session
from catalogue.models import Track
from config.observing.logs import redacted
from conftest import MakeTracks
from playlists.models import Member, Playlist, ShareLink
from playlists.services import append_tracks
from playlists.sharing.links import MOST
from playlists.sharing.tests.conftest import URL, MakeUser, code_of, join
from playlists.sharing.tokens import token_of
from playlists.tests.conftest import AtOnce

SHARED_KEYS = {
    "name", "description", "cover_image", "track_count", "updated_at", "owner", "role", "expires_at", "tracks",
}  # fmt: skip
NOWHERE = (404, "link_not_found")


def share(client: APIClient, playlist: Playlist, **body: Any) -> dict[str, Any]:
    answer = client.post(f"{URL}{playlist.pk}/share/", body)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def shared(as_owner: APIClient, playlist: Playlist) -> dict[str, Any]:
    return share(as_owner, playlist)


def at(link: dict[str, Any], rest: str = "") -> str:
    return f"/api/shared/{link['token']}/{rest}"


def test_a_link_shows_a_private_playlist_to_everybody(
    anonymous: APIClient, shared: dict[str, Any], owner: User, tracks: list[Track], settings: Any
) -> None:
    assert set(shared) == {"id", "token", "url", "role", "expires_at", "created_at", "opens"}
    assert shared["url"] == f"{settings.PUBLIC_URL}{at(shared)}"
    assert (shared["role"], shared["expires_at"], shared["opens"]) == (None, None, 0)
    answer = anonymous.get(at(shared))
    body = answer.json()
    assert set(body) == SHARED_KEYS
    assert (body["name"], body["description"], body["owner"]) == ("Rainy days", "Window seat.", {"username": "owner"})
    assert [(each["track_title"], each["position"]) for each in body["tracks"]] == [
        ("An Artist 1", 0),
        ("An Artist 2", 1),
    ]
    assert {"id", "added_by"}.isdisjoint(body["tracks"][0])
    assert owner.email not in answer.content.decode()
    assert str(owner.pk) not in answer.content.decode()


def test_what_is_secret_stays_out_of_caches_referrers_and_logs(
    anonymous: APIClient, shared: dict[str, Any], caplog: Any
) -> None:
    for path in (at(shared), at({"token": "broken"})):
        answer = anonymous.get(path)
        assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    token = shared["token"]
    for line in (
        f"Not Found: /api/shared/{token}/",
        f'GET "/api/shared/{token}/join/?a=1" 404',
        f"http://x/api/shared/{token}",
    ):
        assert token not in redacted(line)
    assert redacted(f"GET /api/shared/{token}/join/ 404") == "GET /api/shared/[token]/join/ 404"
    with caplog.at_level(logging.DEBUG):
        anonymous.get(at(shared))
    assert not [record for record in caplog.records if token in redacted(record.getMessage())]


def test_the_database_holds_nothing_that_opens_it(shared: dict[str, Any]) -> None:
    row = ShareLink.objects.values().get()
    signature = shared["token"].partition(".")[2]
    assert len(signature) == 43
    assert not [value for value in row.values() if signature in str(value) or shared["token"] in str(value)]


def test_broken_tokens_lead_nowhere(anonymous: APIClient, shared: dict[str, Any], playlist: Playlist) -> None:
    name, _, signature = shared["token"].partition(".")
    other = ShareLink.objects.create(playlist=playlist)
    forged = Signer(sep=".", salt="another").sign(name)
    swapped = f"{token_of(other).partition('.')[0]}.{signature}"
    broken = [
        "x",
        name,
        f"{name}.",
        f".{signature}",
        f"{name}.{signature[:-1]}",
        forged,
        swapped,
        "x" * 5_000,
        "é.é",
        "%00",
    ]
    assert {code_of(anonymous.get(at({"token": token}))) for token in broken} == {NOWHERE}


def test_a_link_ends_when_it_expires_or_is_revoked(
    anonymous: APIClient, as_owner: APIClient, playlist: Playlist
) -> None:
    week, for_ever = share(as_owner, playlist, expires_in_days=7), share(as_owner, playlist)
    moment = share(as_owner, playlist, expires_at=(timezone.now() + timedelta(hours=1)).isoformat())
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert [anonymous.get(at(link)).status_code for link in (week, for_ever, moment)] == [200, 200, 404]
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert [anonymous.get(at(link)).status_code for link in (week, for_ever, moment)] == [404, 200, 404]
    assert as_owner.delete(f"{URL}{playlist.pk}/share/{for_ever['id']}/").status_code == 204
    assert code_of(as_owner.delete(f"{URL}{playlist.pk}/share/{for_ever['id']}/")) == NOWHERE
    assert code_of(anonymous.get(at(for_ever))) == NOWHERE


def test_what_others_may_not_see_is_not_shown_by_a_link_either(
    anonymous: APIClient, shared: dict[str, Any], playlist: Playlist, owner: User
) -> None:
    here: Any = Playlist.objects.filter(pk=playlist.pk)
    account: Any = User.objects.filter(pk=owner.pk)
    now = timezone.now()
    for rows, hidden, open_again in (
        (here, {"hidden_at": now}, {"hidden_at": None}),
        (account, {"is_active": False}, {"is_active": True}),
    ):
        rows.update(**hidden)
        assert code_of(anonymous.get(at(shared))) == NOWHERE
        rows.update(**open_again)
        assert anonymous.get(at(shared)).status_code == 200
    here.delete()
    assert code_of(anonymous.get(at(shared))) == NOWHERE


def test_a_stale_token_is_ignored(anonymous: APIClient, shared: dict[str, Any]) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale.or.broken")
    assert anonymous.get(at(shared)).status_code == 200


def test_tracks_come_in_pages_and_only_the_first_counts(
    anonymous: APIClient, as_owner: APIClient, shared: dict[str, Any], playlist: Playlist
) -> None:
    first = anonymous.get(at(shared), {"limit": 1})
    assert (first["X-Total-Count"], len(first.json()["tracks"])) == ("2", 1)
    second = anonymous.get(at(shared), {"limit": 1, "offset": 1}).json()["tracks"]
    assert [entry["position"] for entry in second] == [1]
    assert anonymous.get(at(shared), {"limit": "x"}).status_code == 400
    anonymous.get(at(shared))
    [listed] = as_owner.get(f"{URL}{playlist.pk}/share/").json()
    assert listed == {**shared, "opens": 2}


@pytest.mark.parametrize("count", [1, 50])
def test_reading_takes_the_same_statements_for_any_number_of_tracks(
    anonymous: APIClient, shared: dict[str, Any], playlist: Playlist, owner: User, make_tracks: MakeTracks, count: int
) -> None:
    append_tracks(playlist=playlist, tracks=make_tracks(count), by=owner)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert len(anonymous.get(at(shared)).json()["tracks"]) == min(50, count + 2)
    assert len(made) == 4  # link, count, tracks, opening


def test_bad_wishes_are_refused(as_owner: APIClient, playlist: Playlist) -> None:
    past, far = (timezone.now() + timedelta(days=days) for days in (-1, 4_000))
    wrong: list[dict[str, Any]] = [
        {"expires_in_days": 0}, {"expires_in_days": 3651}, {"expires_in_days": "x"}, {"expires_at": past.isoformat()},
        {"expires_at": far.isoformat()}, {"expires_at": "soon"}, {"role": "owner"},
        {"expires_in_days": 1, "expires_at": (timezone.now() + timedelta(days=1)).isoformat()},
    ]  # fmt: skip
    assert [as_owner.post(f"{URL}{playlist.pk}/share/", body).status_code for body in wrong] == [400] * len(wrong)
    assert not ShareLink.objects.exists()


def test_there_are_so_many_links_and_expired_ones_make_room(as_owner: APIClient, playlist: Playlist) -> None:
    ShareLink.objects.bulk_create(ShareLink(playlist=playlist) for _ in range(MOST))
    assert code_of(as_owner.post(f"{URL}{playlist.pk}/share/", {})) == (409, "too_many_links")
    ShareLink.objects.filter(pk=ShareLink.objects.earliest("pk").pk).update(expires_at=timezone.now())
    share(as_owner, playlist)
    assert ShareLink.objects.count() == MOST


def test_links_are_listed_in_two_statements(as_owner: APIClient, playlist: Playlist) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            as_owner.get(f"{URL}{playlist.pk}/share/")
        return len(made)

    ShareLink.objects.create(playlist=playlist)
    one = statements()
    ShareLink.objects.bulk_create(ShareLink(playlist=playlist) for _ in range(40))
    assert (statements(), one) == (3, 3)  # sign-in, playlist, links


def test_a_link_with_a_role_lets_join(
    as_stranger: APIClient, as_owner: APIClient, playlist: Playlist, stranger: User
) -> None:
    link = share(as_owner, playlist, role="editor")
    assert as_stranger.get(at(link)).json()["role"] == "editor"
    first, again = (as_stranger.post(at(link, "join/")) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["role"], first.json()["playlist"]["id"]) == ("editor", str(playlist.pk))
    member = Member.objects.get()
    assert (member.user, member.role, member.state) == (stranger, "editor", "joined")
    assert as_stranger.get(f"{URL}{playlist.pk}/").json()["role"] == "editor"


def test_joining_takes_an_account_and_a_role_and_no_quarrel(
    anonymous: APIClient, as_stranger: APIClient, as_owner: APIClient, owner: User, stranger: User, playlist: Playlist
) -> None:
    reading, joining = share(as_owner, playlist), share(as_owner, playlist, role="viewer")
    assert anonymous.post(at(joining, "join/")).status_code == 401
    assert code_of(as_stranger.post(at(reading, "join/"))) == NOWHERE
    assert code_of(as_owner.post(at(joining, "join/"))) == (409, "own_playlist")
    as_stranger.post(f"/api/users/{owner.pk}/block/")
    assert code_of(as_stranger.post(at(joining, "join/"))) == NOWHERE
    as_stranger.delete(f"/api/users/{owner.pk}/block/")
    join(playlist, stranger, state=Member.State.REMOVED)
    assert code_of(as_stranger.post(at(joining, "join/"))) == NOWHERE
    assert Member.objects.get().state == "removed"


def test_a_link_does_not_lift_what_a_member_is(
    as_stranger: APIClient, as_owner: APIClient, stranger: User, playlist: Playlist
) -> None:
    link = share(as_owner, playlist, role="editor")
    join(playlist, stranger, "viewer")
    assert as_stranger.post(at(link, "join/")).json()["role"] == "viewer"


@pytest.mark.django_db(transaction=True)
def test_no_opening_is_lost_when_many_come_at_once(
    shared: dict[str, Any], as_owner: APIClient, playlist: Playlist, at_once: AtOnce
) -> None:
    answers = at_once([partial(APIClient().get, at(shared)) for _ in range(16)])
    assert [answer.status_code for answer in answers] == [200] * 16
    assert as_owner.get(f"{URL}{playlist.pk}/share/").json()[0]["opens"] == 16


@pytest.mark.django_db(transaction=True)
def test_many_who_join_at_once_are_no_more_than_there_may_be(
    as_owner: APIClient, playlist: Playlist, at_once: AtOnce, make_user: MakeUser, monkeypatch: Any
) -> None:
    monkeypatch.setattr("playlists.sharing.members.MOST", 3)
    link = share(as_owner, playlist, role="viewer")
    clients = []
    for number in range(6):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_session(user=make_user(f'fan{number}')).access}")
        clients.append(client)
    answers = at_once([partial(client.post, at(link, "join/")) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
    assert Member.objects.joined().count() == 3
    playlist.refresh_from_db()
    assert playlist.version == 1 + 3


def test_readers_are_limited_by_address(anonymous: APIClient, shared: dict[str, Any], settings: Any) -> None:
    settings.RATELIMIT_ENABLE = True
    settings.RATELIMITS = {**settings.RATELIMITS, "shared": (2, 60)}
    assert [anonymous.get(at(shared)).status_code for _ in range(3)] == [200, 200, 429]
