"""The ASGI application: sockets on the loop, requests on the threads of Django's WSGI application.

Threads rather than Django's own ASGI handler, which would leak database connections (decision 1).
"""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

from config.embedded.asgi_types import Application, Receive, Scope, Send
from config.realtime.registry import socket_router


def application_around(wsgi: Any) -> Application:
    """``wsgi`` answers the requests."""
    requests: Any = WSGIMiddleware(wsgi, workers=settings.WEB_THREADS)
    sockets = socket_router()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await sockets(scope, receive, send)
        elif scope["type"] == "http":
            await requests(scope, receive, send)

    return application
