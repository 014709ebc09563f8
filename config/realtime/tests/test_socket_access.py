"""Who gets into which socket: one table, tried for every route with everybody, by token and by ticket.

A new route fails here until it has its line in `TABLE`.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from config.realtime.registry import ROUTES
from config.realtime.tests.serving import Opener, SocketServer
from config.tests.party_rows import party_rows
from config.tests.routes import Route

IN, UNKNOWN, HIDDEN = "gets in", 4401, 4404
PEOPLE = ("listener", "stranger", "staff")

TABLE: dict[str, tuple[object, object, object]] = {
    "ws/me/": (IN, IN, IN),
    "ws/parties/<uuid:party_id>/": (IN, HIDDEN, HIDDEN),
    "ws/playlists/<uuid:playlist_id>/": (IN, HIDDEN, HIDDEN),
}
"""What the listener, whose rows the path names, a stranger, and staff get."""

TokenOf = Callable[[APIClient], str]
Paths = Callable[[str], str]


@pytest.fixture
def path_of(transactional_db: None, owner: Any, as_owner: APIClient, make_tracks: Callable[..., list[Any]]) -> Paths:
    """The route's path, with the listener's rows in it."""
    rows = {
        **party_rows(owner, make_tracks(1)[0]),
        "playlist_id": as_owner.post("/api/playlists/playlists/", {"name": "Mine"}).data["id"],
    }
    return lambda route: Route(route, ()).path(rows)


def outcome(open_socket: Opener, path: str, secret: str, **options: Any) -> object:
    client = open_socket(path, secret, **options)
    try:
        client.send("ping")
        client.next("pong")
    except ConnectionClosed:  # the code says why
        return client.closed_with()
    return IN


def test_the_table_names_every_socket() -> None:
    assert set(TABLE) == set(ROUTES)


def test_everybody_gets_where_the_table_says_and_nowhere_else(
    open_socket: Opener,
    as_owner: APIClient,
    as_stranger: APIClient,
    as_moderator: APIClient,
    token_of: TokenOf,
    path_of: Paths,
) -> None:
    clients = dict(zip(PEOPLE, (as_owner, as_stranger, as_moderator), strict=True))
    for route, expected in TABLE.items():
        path = path_of(route)
        by_token = [outcome(open_socket, path, token_of(clients[name])) for name in PEOPLE]
        by_ticket = [outcome(open_socket, path, ticket(clients[name]), scheme="ticket") for name in PEOPLE]
        assert by_token == by_ticket == list(expected), route


def ticket(client: APIClient) -> str:
    answer = client.post("/api/realtime/tickets/")
    assert (answer.status_code, answer.data["expires_in"]) == (201, 30)
    return str(answer.data["ticket"])


def signed(token: str, **changes: Any) -> str:
    """The token with other claims, signed by this server."""
    made = AccessToken(token)  # type: ignore[arg-type]  # the stubs ask for Token, it reads text
    for claim, value in changes.items():
        made[claim] = value
    return str(made)


def test_what_is_no_valid_token_or_ticket_is_closed_with_4401(
    open_socket: Opener, as_owner: APIClient, owner: Any, token_of: TokenOf, settings: Any, monkeypatch: Any
) -> None:
    token = token_of(as_owner)
    key = as_owner.post("/api/accounts/api-keys/", {"name": "K", "scopes": ["read", "write"]}).data["key"]
    refresh = str(owner.sessions.get().refresh_tokens.get().pk)
    wrong = {
        "nothing offered": (None, "bearer"),
        "no token": ("bearer", "bearer"),
        "garbage": ("a.b.c", "bearer"),
        "another key's signature": (f"{token[:-4]}AAAA", "bearer"),
        "another epoch": (signed(token, epoch=7), "bearer"),
        "another session": (signed(token, sid=str(uuid4())), "bearer"),
        "no session": (signed(token, sid="none"), "bearer"),
        "expired": (signed(token, exp=int(time.time()) - 1), "bearer"),
        "an API key": (key, "bearer"),
        "a refresh token's id": (refresh, "bearer"),
        "an unknown ticket": ("x" * 43, "ticket"),
        "a token as a ticket": (token, "ticket"),
    }
    found = {
        name: open_socket("/ws/me/", secret, scheme=scheme).closed_with() for name, (secret, scheme) in wrong.items()
    }
    assert found == dict.fromkeys(wrong, 4401)


def test_nothing_in_the_address_is_looked_at_and_only_the_first_word_is_answered(
    open_socket: Opener, as_owner: APIClient, token_of: TokenOf
) -> None:
    token, unused = token_of(as_owner), ticket(as_owner)
    assert open_socket(f"/ws/me/?token={token}&bearer={token}&ticket={unused}", None).closed_with() == 4401
    assert open_socket("/ws/me/", token).connection.subprotocol == "bearer"
    assert open_socket("/ws/me/", unused, scheme="ticket").connection.subprotocol == "ticket"


def test_a_ticket_opens_one_socket_once_and_dies_in_half_a_minute_or_with_its_session(
    open_socket: Opener, as_owner: APIClient
) -> None:
    mine, late, ended = (ticket(as_owner) for _ in range(3))
    assert open_socket("/ws/me/", mine, scheme="ticket").receive()["type"] == "hello"
    assert open_socket("/ws/me/", mine, scheme="ticket").closed_with() == 4401
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=31)):
        assert open_socket("/ws/me/", late, scheme="ticket").closed_with() == 4401
    assert as_owner.post("/api/accounts/logout/").status_code == 200
    assert open_socket("/ws/me/", ended, scheme="ticket").closed_with() == 4401


def test_pages_connect_from_here_and_from_where_the_api_may_be_called(
    open_socket: Opener, socket_server: SocketServer, as_owner: APIClient, token_of: TokenOf, settings: Any
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://player.example.org"]
    token = token_of(as_owner)
    for origin in (None, "https://player.example.org", socket_server.address.replace("ws:", "http:")):
        assert open_socket("/ws/me/", token, origin=origin).receive()["type"] == "hello"
    strangers = (
        "https://player.example.org.evil.example",
        "http://player.example.org",
        "null",
        "http://evil.example",
        socket_server.address.replace("ws:", "https:"),
    )
    for origin in strangers:
        with pytest.raises(InvalidStatus) as refused:
            open_socket("/ws/me/", token, origin=origin)
        assert refused.value.response.status_code == 403


def test_a_name_that_is_not_ours_is_refused_and_so_is_a_path_without_a_socket(
    open_socket: Opener, socket_server: SocketServer, as_owner: APIClient, token_of: TokenOf
) -> None:
    port = int(socket_server.address.rpartition(":")[2])
    token = token_of(as_owner)
    offered = [Subprotocol("bearer"), Subprotocol(token)]
    with socket.create_connection(("127.0.0.1", port)) as line, pytest.raises(InvalidStatus) as refused:
        # A page of a name that leads here is no page of ours.
        connect(
            f"ws://evil.example:{port}/ws/me/",
            sock=line,
            origin=Origin(f"http://evil.example:{port}"),
            subprotocols=offered,
        )
    assert refused.value.response.status_code == 403
    for path in ("/ws/", "/ws/me", "/ws/nothing/", "/api/playlists/queue/", "/"):
        with pytest.raises(InvalidStatus) as refused:
            open_socket(path, token)
        assert refused.value.response.status_code == 403


def test_tickets_are_for_tokens_and_not_for_keys(as_owner: APIClient, anonymous: APIClient) -> None:
    key = as_owner.post("/api/accounts/api-keys/", {"name": "K", "scopes": ["read", "listen", "write"]}).data["key"]
    anonymous.credentials(HTTP_AUTHORIZATION=f"Api-Key {key}")
    assert anonymous.post("/api/realtime/tickets/").status_code == 403
    assert get_user_model().objects.count() == 1
