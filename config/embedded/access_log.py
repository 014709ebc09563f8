"""One line per request. Only the path: signatures and tokens travel in query strings and have no place in a log."""

from __future__ import annotations

import logging
import time
from typing import Any

from config.embedded.asgi_types import Application, Receive, Scope, Send

logger = logging.getLogger("playpod.access")


class AccessLog:
    """An ASGI application around another: who asked for what, the status, and how long it took in milliseconds."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def noting(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._application(scope, receive, noting)
        finally:
            _log(scope, status, (time.perf_counter() - began) * 1000)


def _log(scope: Scope, status: int, milliseconds: float) -> None:
    client = scope.get("client") or ("-", 0)
    # The path as it was sent, still percent-encoded: a decoded one could break the line in two.
    path = scope["raw_path"].decode("ascii", "backslashreplace")
    logger.info("%s %s %s %d %.0f ms", client[0], scope["method"], path, status, milliseconds)
