"""Who gets where: one table, tried for every route and method with everybody.

A new route or method fails here until it has its line in `TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from config.tests.routes import Route, api_routes

IN, UNKNOWN, REFUSED, HIDDEN = "gets in", "401", "403", "404"

SCOPES = ("read", "listen", "write")
PEOPLE = ("anonymous", "listener", "stranger", "staff", "superuser")
CALLERS = (*PEOPLE, *SCOPES, "staff's write")
"""The last ones are API keys with that one scope; the first three of them are the listener's."""


@dataclass(frozen=True)
class Access:
    """Who gets in, and with which scope a key does; ``key`` None is none at all."""

    key: str | None = None
    people: tuple[str, ...] = (IN, IN, IN, IN, IN)

    def expected(self, caller: str) -> str:
        if caller in PEOPLE:
            return self.people[PEOPLE.index(caller)]
        if self.people[0] == IN:
            return IN  # nobody looks at a key where none is needed
        if caller.removeprefix("staff's ") != self.key:
            return REFUSED
        return self.people[PEOPLE.index("staff" if caller.startswith("staff") else "listener")]


def everybody() -> Access:
    return Access()


def signed_in(key: str | None) -> Access:
    return Access(key, (UNKNOWN, IN, IN, IN, IN))


def own(key: str | None) -> Access:
    """The row in the path is the listener's: for all others it is not there, staff included."""
    return Access(key, (UNKNOWN, IN, HIDDEN, HIDDEN, HIDDEN))


def own_or_staff(key: str | None) -> Access:
    return Access(key, (UNKNOWN, IN, HIDDEN, IN, IN))


def staff(key: str | None) -> Access:
    return Access(key, (UNKNOWN, REFUSED, REFUSED, IN, IN))


OPEN = everybody()
READ, LISTEN, WRITE = (signed_in(scope) for scope in SCOPES)
PASSWORD_ONLY = signed_in(None)
OWN_READ, OWN_LISTEN, OWN_WRITE = (own(scope) for scope in SCOPES)
OWN_PASSWORD_ONLY = own(None)
ACCOUNT_READ, ACCOUNT = own_or_staff("read"), own_or_staff(None)
STAFF = staff("write")

_PLAYLIST = {"get": OWN_READ, "patch": OWN_WRITE, "delete": OWN_WRITE}
_OWN_MUSIC = {"get": READ, "put": STAFF, "patch": STAFF, "delete": STAFF}

TABLE: dict[str, dict[str, Access]] = {
    "api/accounts/register/": {"post": OPEN},
    "api/accounts/token/": {"post": OPEN},
    "api/accounts/token/refresh/": {"post": OPEN},
    "api/accounts/logout/": {"post": PASSWORD_ONLY},
    "api/accounts/logout-all/": {"post": PASSWORD_ONLY},
    "api/accounts/sessions/": {"get": PASSWORD_ONLY},
    "api/accounts/sessions/<uuid:session_id>/": {"delete": OWN_PASSWORD_ONLY},
    "api/accounts/password/change/": {"post": PASSWORD_ONLY},
    "api/accounts/password/reset/": {"post": OPEN},
    "api/accounts/password/reset/confirm/": {"post": OPEN},
    "api/accounts/email/verify/": {"post": OPEN},
    "api/accounts/email/verify/resend/": {"post": OPEN},
    "api/accounts/api-keys/": {"get": PASSWORD_ONLY, "post": PASSWORD_ONLY},
    "api/accounts/api-keys/<uuid:key_id>/": {"delete": OWN_PASSWORD_ONLY},
    "api/accounts/profile/": {"get": READ, "patch": WRITE, "delete": PASSWORD_ONLY},
    "api/accounts/preferences/": {"get": READ, "put": WRITE, "patch": WRITE},
    "api/accounts/export/": {"get": PASSWORD_ONLY, "post": PASSWORD_ONLY},
    "api/accounts/export/<uuid:job_id>/": {"get": OWN_PASSWORD_ONLY},
    "api/accounts/export/<uuid:job_id>/download/": {"get": OWN_PASSWORD_ONLY},
    "api/accounts/upload-avatar/": {"post": WRITE},
    "api/auth/register/": {"post": OPEN},
    "api/auth/login/": {"post": OPEN},
    "api/users/": {"post": OPEN},
    "api/users/<uuid:user_id>/": {"get": ACCOUNT_READ, "put": ACCOUNT, "patch": ACCOUNT, "delete": ACCOUNT},
    "api/users/<uuid:user_id>/public/": {"get": READ},
    "api/me/liked/": {"get": READ},
    "api/me/liked/<str:track_id>/": {"post": WRITE, "delete": WRITE},
    "api/catalogue/search/": {"get": READ},
    "api/catalogue/suggest/": {"get": READ},
    "api/catalogue/artists/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/albums/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/tracks/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/tracks/<str:catalogue_id>/equivalents/": {"get": READ},
    "api/catalogue/stream/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/genres/": {"get": READ},
    "api/songs/": {"get": READ, "post": STAFF},
    "api/songs/<str:catalogue_id>/": _OWN_MUSIC,
    "api/songs/<str:catalogue_id>/audio/": {"post": STAFF, "delete": STAFF},
    "api/artists/": {"get": READ, "post": STAFF},
    "api/artists/<str:catalogue_id>/": _OWN_MUSIC,
    "api/artists/<str:catalogue_id>/picture/": {"post": STAFF},
    "api/albums/": {"get": READ, "post": STAFF},
    "api/albums/<str:catalogue_id>/": _OWN_MUSIC,
    "api/albums/<str:catalogue_id>/cover/": {"post": STAFF},
    "api/charts/genre/<str:genre_id>/": {"get": READ},
    "api/charts/top/": {"get": READ},
    "api/charts/new-releases/": {"get": READ},
    "api/charts/top-albums/": {"get": READ},
    "api/playlists/queue/": {"get": READ, "patch": LISTEN},
    "api/playlists/queue/tracks/": {"get": READ},
    "api/playlists/queue/tracks/<uuid:item_id>/": {"delete": OWN_LISTEN},
    "api/playlists/queue/tracks/<uuid:item_id>/move/": {"post": OWN_LISTEN},
    "api/playlists/queue/enqueue/": {"post": LISTEN},
    "api/playlists/queue/clear/": {"post": LISTEN},
    "api/playlists/queue/shuffle/": {"post": LISTEN},
    "api/playlists/queue/current/": {"get": READ},
    "api/playlists/queue/next/": {"post": LISTEN},
    "api/playlists/queue/previous/": {"post": LISTEN},
    "api/playlists/queue/position/": {"post": LISTEN},
    "api/playlists/queue/stream/": {"post": LISTEN},
    "api/playlists/queue/history/": {"get": READ},
    "api/playlists/playlists/<uuid:playlist_id>/play/": {"post": OWN_LISTEN},
    "api/playlists/play-recommendation/": {"post": LISTEN},
    "api/playlists/recommendations/": {"get": READ},
    "api/playlists/generate/": {"post": WRITE},
    "api/playlists/playlists/": {"get": READ, "post": WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/": _PLAYLIST,
    "api/playlists/playlists/<uuid:playlist_id>/upload-cover/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/add_track/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/add_tracks/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/remove_track/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/move/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/shuffle/next/": {"get": OWN_READ},
    "api/playlists/favorites/": {"get": READ},
    "api/playlists/favorites/add/": {"post": WRITE},
    "api/playlists/favorites/remove/": {"delete": WRITE},
    "api/playlists/": {"get": READ, "post": WRITE},
    "api/playlists/<uuid:playlist_id>/": {**_PLAYLIST, "put": OWN_WRITE},
    "api/playlists/<uuid:playlist_id>/tracks/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/<uuid:playlist_id>/shuffle/next/": {"get": OWN_READ},
    "api/schema/": {"get": OPEN},
    "api/docs/": {"get": OPEN},
    "api/redoc/": {"get": OPEN},
}

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
    rows = {
        "playlist_id": str(playlist),
        "session_id": str(owner.sessions.get().pk),
        "key_id": listener.post("/api/accounts/api-keys/", {"name": "A key", "scopes": ["read"]}).data["id"],
        "job_id": listener.post("/api/accounts/export/").data["id"],
        "user_id": str(owner.pk),
        "track_id": songs[0],
        "genre_id": "152",
    }
    music = {"artists": tracks[0].artist, "albums": tracks[0].album}

    def ids(template: str) -> Ids:
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
