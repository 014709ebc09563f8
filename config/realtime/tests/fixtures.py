"""What tests with sockets share, in whichever room they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from config.realtime.tests.serving import Opener, SocketServer, opener


@pytest.fixture(scope="module")
def socket_server() -> Iterator[SocketServer]:
    # Its threads outlive the test's database, so none of them may keep a connection.
    database = connections.settings["default"]
    kept, database["CONN_MAX_AGE"] = database["CONN_MAX_AGE"], 0
    server = SocketServer()
    server.start()
    yield server
    server.stop()
    database["CONN_MAX_AGE"] = kept


@pytest.fixture
def open_socket(transactional_db: None, socket_server: SocketServer) -> Iterator[Opener]:
    """`open_socket("/ws/me/", token)`: a client of the real server, which shares the test's database."""
    with opener(socket_server.address) as opens:
        yield opens


@pytest.fixture
def token_of() -> Any:
    """`token_of(client)`: the access token that an API client sends."""

    def token(client: APIClient) -> str:
        header: str = client._credentials["HTTP_AUTHORIZATION"]  # type: ignore[attr-defined]  # what `credentials` keeps
        return header.removeprefix("Bearer ")

    return token
