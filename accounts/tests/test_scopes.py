"""What API keys may do, tried at every route."""

from __future__ import annotations

from collections import defaultdict
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.scopes import SCOPES, key_scope
from accounts.tests.test_api_keys import key_of, with_key
from config.tests.routes import Route, api_routes
from config.tests.test_access import ANYTHING, OPEN, send

LISTENING = (
    "api/playlists/queue/",
    "api/playlists/playlists/<uuid:playlist_id>/play/",
    "api/playlists/play-recommendation/",
    "api/analytics/activity/",
    "api/parties/<uuid:party_id>/skip/",
    "api/parties/<uuid:party_id>/state/",
    "api/parties/<uuid:party_id>/here/",
)
FOLLOWING = "api/users/<uuid:user_id>/follow/"
FOR_KEYS = ("api/accounts/profile/", "api/accounts/preferences/", "api/accounts/upload-avatar/")
MANAGEMENT = ("api/accounts/", "api/auth/", "api/realtime/", "api/admin/")
HISTORY = "api/analytics/activity/"
CHANGED_IN_PERSON = ("api/users/", "api/integrations/")

CLOSED_ROUTES = [route for route in api_routes() if route.template not in {*OPEN, "api/users/"}]

# Of rows that nobody has: a refusal comes before they are looked for.
NOBODY_S = defaultdict(lambda: str(uuid4()), ANYTHING)


def expected(route: Route, method: str) -> str | None:
    if route.template.startswith(FOR_KEYS):
        return {"get": "read", "delete": None}.get(method, "write")
    if route.template.startswith(MANAGEMENT):
        return None
    if method == "get":
        return "read"
    if route.template.startswith(CHANGED_IN_PERSON):
        return "write" if route.template == FOLLOWING else None
    if method == "delete" and route.template.startswith(HISTORY):
        return "write"  # a player that reports listens has no business taking some away
    return "listen" if route.template.startswith(LISTENING) else "write"


@pytest.mark.parametrize("route", CLOSED_ROUTES, ids=str)
def test_every_route_takes_the_scope_it_should(route: Route) -> None:
    path = route.path(NOBODY_S)

    assert {method: key_scope(method, path) for method in route.methods} == {
        method: expected(route, method) for method in route.methods
    }


@pytest.mark.parametrize("route", CLOSED_ROUTES, ids=str)
def test_a_key_with_all_other_scopes_is_refused(route: Route, owner: User) -> None:
    refusals = {}
    for method in route.methods:
        scope = expected(route, method)
        client = with_key(key_of(owner, *(each for each in SCOPES if each != scope)))
        answer = send(client, method, route.path(NOBODY_S))
        refusals[method] = (answer.status_code, answer["Content-Type"], answer.json()["code"])

    assert refusals == {
        method: (
            403,
            "application/problem+json",
            "scope_missing" if expected(route, method) else "api_key_not_allowed",
        )
        for method in route.methods
    }


def test_a_scope_lets_in_where_it_should(owner: User) -> None:
    answers = [
        with_key(key_of(owner, "read")).get("/api/playlists/playlists/"),
        with_key(key_of(owner, "listen")).post("/api/playlists/queue/shuffle/"),
        with_key(key_of(owner, "write")).post("/api/playlists/playlists/", {"name": "By a script"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 201]


def test_a_key_is_not_looked_at_where_none_is_needed(anonymous: APIClient, db: None) -> None:
    client = with_key("unknown")

    assert client.post("/api/accounts/token/", {"email": "a@b.de", "password": "x"}).json()["code"] == "sign_in_failed"


def test_nothing_outside_the_api_is_for_keys() -> None:
    assert key_scope("GET", "/admin/") is None
