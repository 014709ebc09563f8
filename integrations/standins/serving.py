"""HTTP/1.1 on loopback for the stand-ins: one thread per connection, connections kept alive."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Final, Protocol
from urllib.parse import urlsplit

from integrations.standins.reply import Reply

MAX_BODY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` and ``query`` as they were sent; ``headers`` are looked up without regard to case."""

    method: str
    path: str
    query: str
    headers: Message
    body: bytes = b""


class Site(Protocol):
    """What is served. A reply of None closes the connection without a word."""

    def reply(self, request: Request) -> Reply | None: ...

    def pause_between_bytes(self, path: str, query: str) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, site: Site, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site = site
        self._open: set[socket.socket] = set()
        self._lock = Lock()

    def serve_in_background(self) -> None:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, name="standin", daemon=True).start()

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        """Stop listening and hang up on every open connection."""
        self.shutdown()
        self.server_close()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LoopbackServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        size = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(size), MAX_BODY)) if size.isdigit() else b""
        reply = self.server.site.reply(Request(self.command, parts.path, parts.query, self.headers, body))
        if reply is None:
            self.close_connection = True
            return
        pause = self.server.site.pause_between_bytes(parts.path, parts.query)
        self._send(reply.wire(with_body=self.command != "HEAD"), pause)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing: the stand-in counts its requests itself."""

    def _send(self, wire: bytes, pause: float) -> None:
        try:
            if not pause:
                self.wfile.write(wire)
                return
            head, _, body = wire.partition(b"\r\n\r\n")
            self.wfile.write(head + b"\r\n\r\n")
            for position in range(len(body)):
                self.wfile.write(body[position : position + 1])
                self.server.site.sleep(pause)
        except OSError:
            self.close_connection = True
