"""Closed by default: every route is tried as nobody, and every route that names a row as somebody else than its owner.

Both walks read the resolver: a new route that names a row fails here until it is listed with what to try it on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from config.tests.file_rows import file_rows, group_of
from config.tests.import_rows import import_rows
from config.tests.notification_rows import notification_rows
from config.tests.party_rows import party_rows
from config.tests.recommendation_rows import recommendation_rows
from config.tests.routes import METHODS, Route, api_routes
from config.tests.sharing_rows import sharing_rows
from config.tests.social_rows import social_rows

OPEN = {
    "api/accounts/register/",
    "api/accounts/token/",
    "api/accounts/token/refresh/",
    "api/accounts/password/reset/",
    "api/accounts/password/reset/confirm/",
    "api/accounts/email/verify/",
    "api/accounts/email/verify/resend/",
    "api/auth/register/",
    "api/auth/login/",
    "api/auth/lastfm/callback/",
    "api/auth/spotify/callback/",
    "api/users/",
    "api/catalogue/stream/<str:catalogue_id>/audio",
    "api/shared/<str:token>/",
    "api/schema/",
    "api/docs/",
    "api/redoc/",
}

SHARED = {"catalogue_id", "genre_id", "track_id", "service", "year", "token"}
"""Parameters that name music, and what else everybody who is signed in may see."""

TOWARDS_SOMEBODY = {
    "api/users/<uuid:user_id>/block/",
    "api/users/<uuid:user_id>/follow/",
    "api/users/<uuid:user_id>/social/",
    "api/social/followers/<uuid:user_id>/",
}
"""What a listener does with another: the row is theirs, and the path says whom it is about."""

FOR_STAFF = "api/admin/"
"""Nobody else gets as far as a row: the permission table says so."""

ANYTHING = {
    "catalogue_id": "3135556",
    "track_id": "3135556",
    "genre_id": "152",
    "year": "2025",
    "playlist_id": str(uuid4()),
    "item_id": str(uuid4()),
    "party_id": str(uuid4()),
    "message_id": str(uuid4()),
    "session_id": str(uuid4()),
    "key_id": str(uuid4()),
    "activity_id": str(uuid4()),
    "user_id": str(uuid4()),
    "job_id": str(uuid4()),
    "device_id": str(uuid4()),
    "notification_id": str(uuid4()),
    "subscription_id": str(uuid4()),
    "received_id": str(uuid4()),
    "mix_id": str(uuid4()),
    "feedback_id": str(uuid4()),
    "task_id": str(uuid4()),
    "comment_id": str(uuid4()),
    "case_id": str(uuid4()),
    "request_id": str(uuid4()),
    "share_id": str(uuid4()),
    "invitation_id": str(uuid4()),
    "token": "broken",
    "service": "spotify",
}

BODY = {
    "name": "Taken over",
    "track_id": "3135556",
    "tracks": ["3135556"],
    "position": 0,
    "is_public": True,
}


FOR_MEMBERS = {"members", "share", "listeners"}
FOR_READERS = {
    "play": {"post": 200},
    "like": {"post": 200, "delete": 200},
    "follow": {"post": 201, "delete": 204},
    "copy": {"post": 201},
}
"""What a path ends with, and what else than reading whoever may read the playlist may do there."""


def routes_with_rows() -> list[Route]:
    named = [route for route in api_routes() if set(route.parameters) - SHARED]
    return [route for route in named if not route.template.startswith((*TOWARDS_SOMEBODY, FOR_STAFF))]


def send(client: APIClient, method: str, path: str) -> Any:
    body = BODY if method in ("post", "put", "patch") else None
    return getattr(client, method)(path, body, format="json") if body else getattr(client, method)(path)


@pytest.mark.parametrize("route", api_routes(), ids=str)
def test_nobody_gets_in_without_a_token(route: Route, anonymous: APIClient, db: None) -> None:
    answers = {method: send(anonymous, method, route.path(ANYTHING)) for method in route.methods}

    if route.template in OPEN:
        assert {method for method, answer in answers.items() if answer.status_code == 401} == set()
        return
    assert route.methods, "a route without methods cannot be tried"
    assert {method: answer.status_code for method, answer in answers.items()} == dict.fromkeys(route.methods, 401)
    assert {answer["Content-Type"] for answer in answers.values()} == {"application/problem+json"}
    assert all("WWW-Authenticate" in answer for answer in answers.values())


@pytest.mark.parametrize("template", sorted(OPEN))
def test_a_stale_token_is_ignored_where_none_is_needed(template: str, anonymous: APIClient, db: None) -> None:
    route = next(each for each in api_routes() if each.template == template)
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale.or.broken")

    statuses = {send(anonymous, method, route.path(ANYTHING)).status_code for method in route.methods}

    assert 401 not in statuses
    assert max(statuses) < 500


World = dict[str, dict[str, str]]


@pytest.fixture
def rows(owner: Any, as_owner: APIClient, make_tracks: Callable[..., list[Any]]) -> World:
    """The owner's private playlist and profile, queue, session, API key and export, for routes that name such rows."""
    tracks = make_tracks(3)
    ids = [str(track.catalogue_id) for track in tracks]
    playlist = as_owner.post("/api/playlists/playlists/", {"name": "Mine"}).data["id"]
    as_owner.post(f"/api/playlists/playlists/{playlist}/add_tracks/", {"tracks": ids})
    as_owner.post("/api/playlists/queue/enqueue/", {"track_id": ids[0]})
    as_owner.post("/api/playlists/queue/enqueue/", {"track_id": ids[1]})
    item = as_owner.get(f"/api/playlists/playlists/{playlist}/").data["tracks"][0]["id"]
    entry = as_owner.get("/api/playlists/queue/tracks/").data[0]["id"]
    sharing = sharing_rows(owner, str(playlist))
    return {
        "notifications": notification_rows(owner),
        "social": social_rows(owner, str(playlist)),
        "party": party_rows(owner, tracks[0]),
        "playlist": {"playlist_id": str(playlist), "item_id": str(item), "track_id": ids[0], **sharing["playlist"]},
        "invitation": sharing["invitation"],
        "queue": {"item_id": str(entry)},
        "session": {"session_id": as_owner.get("/api/accounts/sessions/").data[0]["id"]},
        "user": {"user_id": as_owner.patch("/api/accounts/profile/", {"is_private": True}).data["id"]},
        "export": {"job_id": as_owner.post("/api/accounts/export/").data["id"]},
        "import": import_rows(owner),
        **file_rows(owner),
        "recommendations": recommendation_rows(owner, tracks[0]),
        "received": {"received_id": _received(as_owner)},
        "activity": {"activity_id": str(_activity(as_owner, ids[0]))},
        "key": {"key_id": as_owner.post("/api/accounts/api-keys/", {"name": "Radio", "scopes": ["read"]}).data["id"]},
    }


def _activity(owner: APIClient, track: str) -> str:
    return str(owner.post("/api/analytics/activity/", {"track_id": track, "action": "play"}).data["id"])


def _received(owner: APIClient) -> str:
    """A listen whose track nobody knows yet, reported by a player with a key of the owner's."""
    key = owner.post("/api/accounts/api-keys/", {"name": "Player", "scopes": ["scrobble"]}).data["key"]
    listen = {"listened_at": 1795000000, "track_metadata": {"artist_name": "Ada", "track_name": "Unknown"}}
    player = APIClient(headers={"authorization": f"Token {key}"})
    player.post("/1/submit-listens", {"listen_type": "single", "payload": [listen]})
    return str(owner.get("/api/scrobbling/received/").data[0]["id"])


SUBJECTS = {
    "api/playlists/invitations/": "invitation",
    "api/notifications/": "notifications",
    "api/social/": "social",
    "api/parties/": "party",
    "api/playlists/queue/": "queue",
    "api/accounts/sessions/": "session",
    "api/accounts/api-keys/": "key",
    "api/users/": "user",
    "api/analytics/activity/": "activity",
    "api/analytics/user/": "user",
    "api/accounts/export/": "export",
    "api/scrobbling/received/": "received",
    "api/spotify/": "import",
    "api/recommendations/": "recommendations",
}


def subject(route: Route) -> str:
    """Which of the rows a route is about. A new kind of row needs a line above and a row in the fixture."""
    if "playlist_id" in route.parameters:
        return "playlist"
    if "device_id" in route.parameters:
        return "notifications"
    named = group_of(route.template) or next((of for at, of in SUBJECTS.items() if route.template.startswith(at)), "")
    return named or pytest.fail(f"{route} names a row, and nobody said whose: add it to this test")


def owned(client: APIClient, rows: World) -> list[Any]:
    playlist = rows["playlist"]["playlist_id"]
    return [
        client.get(path).json()
        for path in (
            f"/api/playlists/playlists/{playlist}/",
            "/api/playlists/queue/",
            "/api/playlists/queue/tracks/",
            "/api/playlists/queue/history/",
            "/api/playlists/queue/devices/",
            "/api/notifications/",
            "/api/notifications/push/subscriptions/",
            "/api/social/requests/",
            *(f"/api/parties/{rows['party']['party_id']}/{part}/" for part in ("tracks", "members", "messages")),
            f"/api/social/comments/?on=playlist&id={playlist}",
            f"/api/social/playlists/{playlist}/like/",
            f"/api/playlists/playlists/{playlist}/members/",
            f"/api/playlists/playlists/{playlist}/share/",
            f"/api/playlists/playlists/{playlist}/listeners/",
            "/api/playlists/invitations/",
            "/api/accounts/sessions/",
            "/api/accounts/api-keys/",
            "/api/accounts/export/",
            "/api/integrations/spotify/",
            f"/api/spotify/import/{rows['import']['job_id']}/",
            "/api/spotify/unmatched/",
            "/api/playlists/files/imports/",
            "/api/analytics/history/imports/",
            "/api/analytics/activity/",
            "/api/recommendations/feedback/",
            f"/api/recommendations/tasks/{rows['recommendations']['task_id']}/",
            f"/api/users/{rows['user']['user_id']}/",
        )
    ]


@pytest.mark.parametrize("route", routes_with_rows(), ids=str)
def test_a_stranger_finds_nothing_and_changes_nothing(
    route: Route, rows: World, as_owner: APIClient, as_stranger: APIClient
) -> None:
    before = owned(as_owner, rows)
    path = route.path(rows[subject(route)])

    answers = {method: send(as_stranger, method, path) for method in route.methods}

    assert {method: answer.status_code for method, answer in answers.items()} == dict.fromkeys(route.methods, 404)
    assert owned(as_owner, rows) == before


@pytest.mark.parametrize("route", routes_with_rows(), ids=str)
def test_a_stranger_may_read_what_is_public_and_changes_nothing(
    route: Route, rows: World, as_owner: APIClient, as_stranger: APIClient
) -> None:
    if subject(route) != "playlist":
        return
    as_owner.patch(f"/api/playlists/playlists/{rows['playlist']['playlist_id']}/", {"is_public": True})
    before = owned(as_owner, rows)
    path = route.path(rows["playlist"])

    statuses = {method: send(as_stranger, method, path).status_code for method in route.methods}

    last = route.template.removesuffix("/").rpartition("/")[2]
    expected = {"get": 403 if last in FOR_MEMBERS else 200, **FOR_READERS.get(last, {})}
    assert statuses == {method: expected.get(method, 403) for method in route.methods}
    assert owned(as_owner, rows) == before


@pytest.mark.parametrize("route", api_routes(), ids=str)
def test_a_method_that_is_not_offered_is_405(route: Route, as_moderator: APIClient) -> None:
    missing = [method for method in METHODS if method not in route.methods]

    statuses = {method: send(as_moderator, method, route.path(ANYTHING)).status_code for method in missing}

    assert statuses == dict.fromkeys(missing, 405)
