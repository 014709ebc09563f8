"""How long a socket stays open, and what ends it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_session
from config.realtime import consumers, open_sockets, outbox
from config.realtime.publishing import push, recheck, user_group
from config.realtime.tests.serving import Client, Opener
from config.realtime.tests.test_socket_access import TokenOf, signed
from config.tests.plugin import eventually

PASSWORD = "correct horse battery"
STUCK: dict[str, Any] = {"max_queue": 1, "ping_interval": None, "close_timeout": 0.1, "compression": None}
"""How a client is opened that does not read."""


@pytest.fixture
def opened(open_socket: Opener, as_owner: APIClient, token_of: TokenOf) -> Client:
    client = open_socket("/ws/me/", token_of(as_owner))
    client.next("hello")
    return client


def _sign_out(client: APIClient, user: User) -> None:
    assert client.post("/api/accounts/logout/").status_code == 200


def _sign_out_everywhere(client: APIClient, user: User) -> None:
    assert client.post("/api/accounts/logout-all/").status_code == 200


def _end_the_session(client: APIClient, user: User) -> None:
    assert client.delete(f"/api/accounts/sessions/{user.sessions.get().pk}/").status_code == 204


def _change_the_password(client: APIClient, user: User) -> None:
    body = {"old_password": PASSWORD, "new_password": "another horse battery"}
    assert client.post("/api/accounts/password/change/", body).status_code == 200


def _suspend(client: APIClient, user: User) -> None:
    user.is_active = False
    user.save()


def _delete_the_account(client: APIClient, user: User) -> None:
    assert client.delete("/api/accounts/profile/", {"password": PASSWORD}).status_code == 204


def test_a_socket_closes_at_once_with_what_it_was_opened_by(
    open_socket: Opener, client_for: Callable[[User], APIClient], token_of: TokenOf
) -> None:
    ends = (_sign_out, _sign_out_everywhere, _end_the_session, _change_the_password, _suspend, _delete_the_account)
    codes = {}
    for end in ends:
        user = User.objects.create_user(end.__name__, f"{end.__name__}@example.com", PASSWORD)
        client = client_for(user)
        socket = open_socket("/ws/me/", token_of(client))
        socket.next("hello")
        end(client, user)
        codes[end] = socket.closed_with()
    assert codes == dict.fromkeys(ends, 4401)


def test_the_sockets_of_others_and_of_other_sessions_stay(
    opened: Client, open_socket: Opener, as_owner: APIClient, as_stranger: APIClient, owner: Any, token_of: TokenOf
) -> None:
    theirs = open_socket("/ws/me/", token_of(as_stranger))
    other = open_socket("/ws/me/", open_session(user=owner).access)
    as_owner.post("/api/accounts/logout/")
    assert opened.closed_with() == 4401
    assert [client.ask("ping")["type"] for client in (theirs, other)] == ["pong", "pong"]


def test_an_end_that_nobody_was_told_of_is_found_by_the_next_look(
    open_socket: Opener, as_owner: APIClient, owner: Any, token_of: TokenOf, monkeypatch: Any
) -> None:
    assert eventually(lambda: not len(open_sockets.open_sockets))
    monkeypatch.setattr(open_sockets, "LOOK_SECONDS", 0.05)
    client = open_socket("/ws/me/", token_of(as_owner))
    client.next("hello")
    get_user_model().objects.filter(pk=owner.pk).update(is_active=False)
    assert client.closed_with() == 4401


def test_a_socket_lives_as_long_as_its_token_and_on_with_a_new_one(
    open_socket: Opener, as_owner: APIClient, as_stranger: APIClient, token_of: TokenOf
) -> None:
    token = token_of(as_owner)
    soon = signed(token, exp=int(time.time()) + 2)
    short, renewed = (open_socket("/ws/me/", soon) for _ in range(2))
    for wrong in (token_of(as_stranger), "broken", "", None):
        assert _error(renewed.ask("renew", token=str(wrong))) == "token_not_valid"
    assert renewed.ask("renew", token=token)["type"] == "renewed"
    assert short.closed_with() == 4401
    assert renewed.ask("ping")["type"] == "pong"


def test_what_is_no_command_is_answered_with_a_problem_and_changes_nothing(opened: Client) -> None:
    unreadable = ["", "{", "[]", '"x"', "null", "1", '{"type": 1}', '{"id": 1}', "[" * 5000, '{"type": "__init__"}']
    for text in unreadable:
        opened.connection.send(text)
        answer = opened.next("error")
        assert (answer["re"], answer["error"]["status"], answer["error"]["code"]) == (None, 400, "unknown_type")
    opened.send("no.such", id=7)
    assert opened.next("error")["re"] == 7
    wrong: list[Any] = [[], {}, 1.5, True, "x" * 65, 2**60]
    for name in wrong:
        opened.connection.send(json.dumps({"type": "ping", "id": name}))
        assert opened.next("pong")["re"] is None


def test_sizes_kinds_and_rates_of_messages_are_limited(
    open_socket: Opener, as_owner: APIClient, token_of: TokenOf
) -> None:
    def fresh() -> Client:
        client = open_socket("/ws/me/", token_of(as_owner))
        client.next("hello")
        return client

    large, huge, binary, many = (fresh() for _ in range(4))
    large.connection.send("x" * 16_384)
    assert large.next("error")["error"]["code"] == "unknown_type"
    large.connection.send("x" * 16_385)
    assert large.closed_with() == 1009
    huge.connection.send("é" * 8_193)
    assert huge.closed_with() == 1009
    binary.connection.send(b"{}")
    assert binary.closed_with() == 1003
    for _ in range(60):
        many.send("ping")
    assert many.closed_with() == 4429


def test_who_does_not_read_is_told_to_come_back_and_harms_nobody(
    opened: Client, open_socket: Opener, as_owner: APIClient, owner: Any, token_of: TokenOf, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outbox, "LINE", 4)
    monkeypatch.setattr(consumers, "CLOSE_SECONDS", 0.1)
    open_socket("/ws/me/", token_of(as_owner), **STUCK).next("hello")
    sockets = len(open_sockets.open_sockets)
    text = "x" * 1_000_000
    for number in range(30):
        push(user_group(owner.pk), {"type": "resync", "number": number, "text": text})
    seen = [opened.next("resync")["number"] for _ in range(30)]
    assert seen == list(range(30))
    assert eventually(lambda: len(open_sockets.open_sockets) == sockets - 1)


def test_of_too_many_sockets_the_oldest_goes(
    open_socket: Opener, as_owner: APIClient, token_of: TokenOf, monkeypatch: Any
) -> None:
    monkeypatch.setattr(open_sockets, "PER_LISTENER", 2)
    clients = []
    for _ in range(3):
        clients.append(open_socket("/ws/me/", token_of(as_owner)))
        clients[-1].next("hello")
    assert clients[0].closed_with() == 4409
    assert [client.ask("ping")["type"] for client in clients[1:]] == ["pong", "pong"]


def test_a_database_that_is_away_is_said_by_a_code(
    open_socket: Opener, as_owner: APIClient, token_of: TokenOf, settings: Any
) -> None:
    token = token_of(as_owner)
    settings.REALTIME_ACCESS = "config.realtime.tests.broken_access"
    assert open_socket("/ws/me/", token).closed_with() == 4503


def test_nothing_is_told_of_what_was_rolled_back(opened: Client, owner: Any) -> None:
    with transaction.atomic():
        push(user_group(owner.pk), {"type": "resync"})
        recheck([owner.pk])
        transaction.set_rollback(True)
    assert opened.told_nothing() == []


def _error(answer: dict[str, Any]) -> str:
    return str(answer["error"]["code"])
