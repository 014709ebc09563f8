"""The front of the one-process server: uvicorn, sockets on its loop, Django's WSGI application on threads behind it.

WSGI threads rather than Django's ASGI handler: each thread keeps one database connection, where ASGI would leak them.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Callable

import uvicorn
from django.conf import settings

from config.embedded.access_log import AccessLog
from config.embedded.background import Background
from config.jobs.schedule import sync_schedule
from config.realtime.consumers import MAX_BYTES
from config.startup import StartupProblem, check_services

logger = logging.getLogger(__name__)

FINISH_SECONDS = 20
"""How long requests may take to finish when the server stops."""


class ReadyServer(uvicorn.Server):
    """Says when it listens, and can be told to stop with an exit code."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.exit_code = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()

    def give_up(self) -> None:
        self.exit_code = 1
        self.should_exit = True


def serve(*, host: str, port: int) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. Raises StartupProblem."""
    listener = _listen(host, port)
    check_services()
    # uvicorn raises the signal again when it has shut down: by then it has been obeyed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server = ReadyServer(_uvicorn_config(), on_ready=lambda: _announce(listener))
    if not settings.EMBEDDED_TASKS:
        server.run(sockets=[listener])
        return server.exit_code
    return _serve_with_tasks(server, listener)


def _serve_with_tasks(server: ReadyServer, listener: socket.socket) -> int:
    sync_schedule()
    background = Background(on_death=server.give_up)
    background.start()
    try:
        server.run(sockets=[listener])
    finally:
        if not background.stop():
            logger.warning("Some jobs did not finish in time; they are taken up again at the next start.")
    return server.exit_code


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StartupProblem(f"Cannot listen on {host} port {port}: {reason}.") from error


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"PlayPod is listening on http://{shown}:{port}", flush=True)  # noqa: T201  (what a starter waits for)


def _uvicorn_config() -> uvicorn.Config:
    from config.asgi import application

    return uvicorn.Config(
        AccessLog(application),
        loop="asyncio",
        http="h11",
        ws="websockets-sansio",
        ws_max_size=MAX_BYTES * 4,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
