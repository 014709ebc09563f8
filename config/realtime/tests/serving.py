"""A real ASGI server on a thread of the test's process, and clients that speak the real protocol to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from config.realtime.tests.protocol import check

PATIENCE = 10.0
"""Seconds until a test that waits for something has failed."""


class SocketServer:
    """``address`` is where it listens, such as `ws://127.0.0.1:1234`."""

    def __init__(self) -> None:
        from config.asgi import application

        settings = uvicorn.Config(
            application,
            host="127.0.0.1",
            port=0,
            ws="websockets-sansio",
            http="h11",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive()
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"ws://127.0.0.1:{port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)


class Client:
    """One end of a socket. Messages are dictionaries; those that were not asked for wait for who asks.

    All that comes, and what is sent by `ask`, is held against the AsyncAPI document.
    """

    def __init__(self, connection: ClientConnection, path: str) -> None:
        self.connection = connection
        self.path = path
        self._waiting: list[dict[str, Any]] = []

    def send(self, type: str, **about: Any) -> None:  # noqa: A002  (the protocol's word)
        self.connection.send(json.dumps({"type": type, **about}, default=str))

    def next(self, type: str) -> dict[str, Any]:  # noqa: A002  (as above)
        """The next message of this type; others stay where they are."""
        for index, message in enumerate(self._waiting):
            if message["type"] == type:
                return self._waiting.pop(index)
        while (message := self.receive())["type"] != type:
            self._waiting.append(message)
        return message

    def receive(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.connection.recv(timeout=PATIENCE))
        check(self.path, "send", found)
        return found

    def ask(self, type: str, **about: Any) -> dict[str, Any]:  # noqa: A002  (as above)
        """Send a command and wait for its answer; what came meanwhile waits."""
        check(self.path, "receive", json.loads(json.dumps({"type": type, "id": "asked", **about}, default=str)))
        self.send(type, id="asked", **about)
        while (message := self.receive()).get("re") != "asked":
            self._waiting.append(message)
        return message

    def told_nothing(self) -> list[dict[str, Any]]:
        """What came before the answer to a ping, which is the last thing that was sent: for `== []`."""
        self.ask("ping")
        found, self._waiting = self._waiting, []
        return found

    def closed_with(self) -> int:
        """The code, once the server has closed."""
        try:
            while True:
                self.connection.recv(timeout=PATIENCE)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


Opener = Callable[..., Client]


@contextmanager
def opener(address: str) -> Iterator[Opener]:
    """`open(path, token)`: a client; all are closed at the end."""
    with ExitStack() as stack:

        def open_(path: str = "/ws/me/", token: str | None = None, *, scheme: str = "bearer", **options: Any) -> Client:
            offered = None if token is None else [scheme, token]
            connection = connect(f"{address}{path}", subprotocols=offered, **options)  # type: ignore[arg-type]
            return Client(stack.enter_context(connection), path)

        yield open_
