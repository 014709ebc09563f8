"""Who gets where: one table, tried for every route and method with everybody.

A new route or method fails here until it has its line in `permission_table`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from config.tests.file_rows import file_rows, group_of
from config.tests.import_rows import import_rows
from config.tests.notification_rows import notification_rows
from config.tests.party_rows import party_rows
from config.tests.permission_table import CALLERS, HIDDEN, IN, OPEN, REFUSED, TABLE, UNKNOWN, Access
from config.tests.recommendation_rows import recommendation_rows
from config.tests.routes import Route, api_routes
from config.tests.sharing_rows import sharing_rows
from config.tests.social_rows import social_rows

SIGNED = "api/catalogue/stream/<str:catalogue_id>/audio"
"""Lets in whoever has the signature, and nobody else, whoever they are; tried below."""


def test_the_table_names_every_route_and_method_and_no_other() -> None:
    routes = {route.template: set(route.methods) for route in api_routes() if route.template != SIGNED}
    assert {template: set(methods) for template, methods in TABLE.items()} == routes


Ids = dict[str, str]
World = Callable[[str], Ids]


@pytest.fixture
def tracks(make_tracks: Callable[..., list[Any]]) -> list[Any]:
    rock = apps.get_model("catalogue", "Genre").objects.create(number=152, name="Rock")
    return make_tracks(3, genre=rock)


@pytest.fixture
def listener(owner: Any, as_owner: APIClient) -> APIClient:
    return as_owner


@pytest.fixture
def ids_for(owner: Any, listener: APIClient, tracks: list[Any]) -> World:
    """What stands for each parameter of a path: music that is there, and rows of the listener's."""
    songs = [str(track.catalogue_id) for track in tracks]
    playlist = listener.post("/api/playlists/playlists/", {"name": "Mine"}).data["id"]
    listener.post(f"/api/playlists/playlists/{playlist}/add_tracks/", {"tracks": songs})
    for song in songs[:2]:
        listener.post("/api/playlists/queue/enqueue/", {"track_id": song})
    item = listener.get(f"/api/playlists/playlists/{playlist}/").data["tracks"][0]["id"]
    entry = listener.get("/api/playlists/queue/tracks/").data[0]["id"]
    apps.get_model("links", "LinkedAccount").objects.create(user=owner, service="lastfm", account_id="ada")
    received = apps.get_model("scrobbling", "Received").objects.create(
        user=owner, event=uuid4(), listened_at="2026-11-21T10:00:00Z", artist="Ada", title="Unknown"
    )
    rows = {
        **notification_rows(owner),
        **social_rows(owner, str(playlist)),
        "received_id": str(received.pk),
        "activity_id": str(_played(listener, songs[0])),
        "playlist_id": str(playlist),
        "session_id": str(owner.sessions.get().pk),
        "key_id": listener.post("/api/accounts/api-keys/", {"name": "A key", "scopes": ["read"]}).data["id"],
        "job_id": listener.post("/api/accounts/export/").data["id"],
        "user_id": str(owner.pk),
        "service": "spotify",
        "track_id": songs[0],
        "genre_id": "152",
        "year": "2025",
    }
    music = {"artists": tracks[0].artist, "albums": tracks[0].album}

    imports = import_rows(owner)
    files = file_rows(owner)
    rows |= recommendation_rows(owner, tracks[0])
    sharing = sharing_rows(owner, str(playlist))
    rows |= {**sharing["invitation"], **sharing["link"]}

    party = party_rows(owner, tracks[0])

    def ids(template: str) -> Ids:
        if template.startswith("api/parties/"):
            return {**rows, **party}
        if template.startswith("api/spotify/"):
            return {**rows, **imports}
        if template.startswith("api/scrobbling/"):
            return {**rows, "service": "lastfm"}
        if group := group_of(template):
            return {**rows, **files[group]}
        if "share_id" in template or ("<uuid:playlist_id>/" in template and "user_id" in template):
            return {**rows, **sharing["playlist"]}
        named = next((row for room, row in music.items() if f"/{room}/" in template), tracks[0])
        queued = template.startswith("api/playlists/queue/")
        return {**rows, "catalogue_id": str(named.catalogue_id), "item_id": str(entry if queued else item)}

    return ids


@pytest.fixture
def client_of(
    anonymous: APIClient, listener: APIClient, as_stranger: APIClient, moderator: Any, client_for: Any
) -> Callable[[str], APIClient]:
    def make(caller: str) -> APIClient:
        people: dict[str, Callable[[], APIClient]] = {
            "anonymous": lambda: anonymous,
            "listener": lambda: listener,
            "stranger": lambda: as_stranger,
            "staff": lambda: client_for(moderator),
            "superuser": lambda: client_for(_superuser()),
        }
        if caller in people:
            return people[caller]()
        by = client_for(moderator) if caller.startswith("staff") else listener
        return _with_key(by, caller.rpartition(" ")[2])

    return make


def _played(listener: APIClient, track: str) -> Any:
    return listener.post("/api/analytics/activity/", {"track_id": track, "action": "play"}).data["id"]


def _superuser() -> Any:
    return get_user_model().objects.create_superuser("root", "root@example.com", "correct horse battery")


def _with_key(by: APIClient, scope: str) -> APIClient:
    made = by.post("/api/accounts/api-keys/", {"name": scope, "scopes": [scope]})
    assert made.status_code == 201, made.content
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {made.data['key']}")
    return client


BODY = {"name": "Taken over", "track_id": "", "tracks": [], "position": 0, "is_public": True, "genre": "Rock"}


def attempt(client: APIClient, method: str, route: Route, ids: Ids) -> str:
    """How far it got. What it changed is undone."""
    path = route.path(ids)
    body = {**BODY, "track_id": ids["track_id"], "tracks": [ids["track_id"]]}
    # A savepoint and no block: a service that must own its transaction refuses to run within one.
    before = transaction.savepoint()
    answer = getattr(client, method)(path, None if method == "get" else body)
    transaction.savepoint_rollback(before)
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    hidden = HIDDEN if route.parameters else IN  # without a row in the path: nothing is playing at the moment
    return {401: UNKNOWN, 403: REFUSED, 404: hidden}.get(answer.status_code, IN)


def turned_away_for_the_credentials(answer: str, access: Access) -> bool:
    """An open route may say 401 of what is in the body: a wrong password, a broken token."""
    return access is OPEN and answer == UNKNOWN


@pytest.mark.parametrize("caller", CALLERS)
def test_everybody_gets_where_the_table_says_and_nowhere_else(
    caller: str, client_of: Callable[[str], APIClient], ids_for: World, settings: Any
) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]
    client = client_of(caller)
    expected, found = {}, {}
    for route in api_routes():
        for method, access in TABLE.get(route.template, {}).items():
            name = f"{method.upper()} {route.template}"
            expected[name] = access.expected(caller)
            ids = ids_for(route.template)
            answer = attempt(client, method, route, ids)
            found[name] = IN if turned_away_for_the_credentials(answer, access) else answer

    assert {name: answer for name, answer in found.items() if answer != expected[name]} == {}
    assert found.keys() == expected.keys()


def test_a_signed_address_lets_in_whoever_has_the_signature(
    listener: APIClient, anonymous: APIClient, ids_for: World, settings: Any
) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]
    path = Route(SIGNED, ("get",)).path(ids_for(SIGNED))
    assert [client.get(path).status_code for client in (anonymous, listener)] == [403, 403]
    signed = listener.get(path.removesuffix("audio")).json()["preview_url"]
    played: Any = anonymous.get(signed)
    assert played.status_code == 200
    assert b"".join(played.streaming_content)[:4] == b"RIFF"
    assert anonymous.get(f"{signed}x").status_code == 403


@pytest.fixture
def browsers(owner: Any, moderator: Any, db: None) -> dict[str, Client]:
    people = {"listener": owner, "staff": moderator, "superuser": _superuser()}
    browsers = {name: Client() for name in ("anonymous", *people)}
    for name, user in people.items():
        browsers[name].force_login(user)
    return browsers


def test_the_admin_is_for_staff_with_the_permission(browsers: dict[str, Client], as_moderator: APIClient) -> None:
    pages = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
    expected = {"anonymous": 302, "listener": 302, "staff": 403, "superuser": 200}
    found = {name: {client.get(page).status_code for page in pages} for name, client in browsers.items()}
    assert found == {name: {status} for name, status in expected.items()}
    # Tokens and keys are for the API only.
    assert {as_moderator.get(page).status_code for page in pages} == {302}
