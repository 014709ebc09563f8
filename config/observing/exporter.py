"""`/metrics` of a process that serves no HTTP otherwise, such as a worker, on a thread and a port of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from config.observing.metrics import registry
from config.observing.views import may_read

logger = logging.getLogger(__name__)

SECONDS = 5.0
"""How long one scrape may take to send its request."""


class _Handler(WSGIRequestHandler):
    timeout = SECONDS

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Scrapes are no events."""


def serve_metrics(host: str, port: int) -> WSGIServer:
    """Serve until the process ends. The states of queues and jobs are told by the web processes alone."""
    server = make_server(host, port, _protected, WSGIServer, _Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    logger.info("Metrics at %s:%d", *server.server_address[:2])
    return server


def _protected(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if not may_read(environ.get("HTTP_AUTHORIZATION", "")):
        start_response("401 Unauthorized", [("WWW-Authenticate", 'Bearer realm="metrics"'), ("Content-Length", "0")])
        return [b""]
    application: Callable[..., Iterable[bytes]] = make_wsgi_app(registry())
    return application(environ, start_response)
