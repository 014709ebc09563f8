"""Telling sockets something, from wherever it happens: a request's thread, a worker, another process.

A group is named after what it is about, such as `user:{id}`. Telling never waits and never fails its caller, and
promises nothing: a client that missed something finds it by REST. What is told carries versions, so that it can know.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError
from rest_framework.utils.encoders import JSONEncoder

logger = logging.getLogger(__name__)

PENDING = 10_000
"""Messages that may wait to be sent in one process; what comes on top is dropped, and the log says so."""

COMPLAINT_EVERY = 60.0


def user_group(user_id: object) -> str:
    """What happens to a listener's own things, for all their devices."""
    return f"user:{user_id}"


def person_group(user_id: object) -> str:
    """The sockets that depend on a listener's account: their own, and those of others for what is theirs."""
    return f"person:{user_id}"


def group_name(group: str) -> str:
    """As the channel layer wants it."""
    return group.replace(":", ".")


def encoded(event: Mapping[str, Any]) -> str:
    """``event`` as the text that clients get: JSON, with ids and moments written as in answers of the API."""
    return json.dumps(event, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))


def push(group: str, event: Mapping[str, Any]) -> None:
    """Send ``event`` to every socket of the group, once the caller's transaction is committed."""
    _after_commit(group, {"type": "event", "text": encoded(event)})


def recheck(user_ids: Iterable[object]) -> None:
    """Have the sockets that depend on these listeners look whether they may still listen, after the commit."""
    for user_id in user_ids:
        recheck_group(person_group(user_id))


def recheck_group(group: str) -> None:
    """The same for the sockets of one group."""
    _after_commit(group, {"type": "recheck"})


def _after_commit(group: str, message: dict[str, Any]) -> None:
    transaction.on_commit(partial(publisher.publish, group, message), robust=True)


class Publisher:
    """Sends on the loop that serves sockets, where this process has one, else on a loop of its own on a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._serving: asyncio.AbstractEventLoop | None = None
        self._own: tuple[int, asyncio.AbstractEventLoop] | None = None
        self._pending = 0
        self._complained_at = -COMPLAINT_EVERY

    def serve_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by every socket that opens."""
        self._serving = loop

    def publish(self, group: str, message: dict[str, Any]) -> None:
        loop = self._loop()
        if loop is None:
            return
        with self._lock:
            if self._pending >= PENDING:
                self._complain(f"more than {PENDING} messages wait to be sent")
                return
            self._pending += 1
        asyncio.run_coroutine_threadsafe(self._send(group_name(group), message), loop)

    async def _send(self, group: str, message: dict[str, Any]) -> None:
        try:
            layer: Any = get_channel_layer()
            await layer.group_send(group, message)
        except (RedisError, OSError) as error:
            self._complain(f"Redis cannot be reached: {error}")
        finally:
            with self._lock:
                self._pending -= 1

    def _loop(self) -> asyncio.AbstractEventLoop | None:
        """None where nobody listens: the layer is this process's memory, and no socket was ever opened in it."""
        serving = self._serving
        if serving is not None and serving.is_running():
            return serving
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            return None
        with self._lock:
            # A child of a fork has the loop of its parent, and not the thread that runs it.
            if self._own is None or self._own[0] != os.getpid():
                self._own = (os.getpid(), _started_loop())
                self._pending = 0
            return self._own[1]

    def _complain(self, why: str) -> None:
        """Once a minute, or an outage would fill the log."""
        if time.monotonic() - self._complained_at >= COMPLAINT_EVERY:
            self._complained_at = time.monotonic()
            logger.warning("Sockets are not told what happens: %s", why)


def _started_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="realtime-publisher", daemon=True).start()
    return loop


publisher = Publisher()
