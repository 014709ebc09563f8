"""The channel layer over Redis, for any number of processes.

Redis delivers only while a connection stands. When one had to be made anew, something may have been missed, and every
client of this process is told to look for itself.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any
from weakref import WeakSet

from channels_redis.pubsub import RedisPubSubChannelLayer

from config.realtime.open_sockets import open_sockets

CONNECT_SECONDS = 2.0
SETTLING_SECONDS = 1.0
"""From a new connection until its subscriptions are there again."""


def client_name(prefix: str) -> str:
    """What Redis's CLIENT LIST calls the connections."""
    return f"{prefix}{os.getpid()}"


class RedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # untyped
    """``url`` is Redis's; ``prefix`` begins the names of channels, which all databases of one server share."""

    def __init__(self, *, url: str, prefix: str) -> None:
        host = {
            "address": url,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_keepalive": True,
            "redis_connect_func": self._connected,
            "client_name": client_name(prefix),
        }
        super().__init__(hosts=[host], prefix=prefix)
        self._known: WeakSet[Any] = WeakSet()

    async def _connected(self, connection: Any) -> None:
        await connection.on_connect()
        if connection in self._known:
            loop = asyncio.get_running_loop()
            loop.call_later(SETTLING_SECONDS, open_sockets.resync, loop)
        self._known.add(connection)
