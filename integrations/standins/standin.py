"""What all stand-ins share: a server on loopback that counts what it is asked, and can be made to fail.

Faults may be limited to the paths (with query, without the prefix) that begin with ``under``.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from threading import Lock
from types import TracebackType
from typing import Final, Self

from integrations.standins.faults import Fault, Faults
from integrations.standins.quota import RollingQuota
from integrations.standins.reply import HTML, Reply, html_reply, json_reply
from integrations.standins.serving import LoopbackServer, Request

GARBAGE: Final = b"<!DOCTYPE html><p>Welcome to the hotel's network"


class Standin(ABC):
    """``prefix`` is put before every path."""

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        self._server = LoopbackServer(self, port)
        self._origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._prefix = prefix.rstrip("/")
        self.base_url = self._origin + self._prefix
        self._faults = Faults()
        self._lock = Lock()
        self._quota: RollingQuota | None = None
        self._received: list[tuple[float, str]] = []
        self._refused = 0

    @abstractmethod
    def _answer(self, path: str, request: Request) -> Reply:
        """Of the healthy service; ``path`` comes without the prefix, and whole with two slashes from outside of it."""

    @abstractmethod
    def _over_quota(self) -> Reply:
        """What the service says to a request that is one too many."""

    def __enter__(self) -> Self:
        self._server.serve_in_background()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._faults.clear()
        self._server.stop()

    @property
    def requests(self) -> list[tuple[float, str]]:
        """What was asked of the API so far: monotonic time, and path with query, without the prefix."""
        with self._lock:
            return list(self._received)

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.requests]

    @property
    def refused(self) -> int:
        """How many requests were over the quota."""
        with self._lock:
            return self._refused

    def reset(self) -> None:
        """Healthy, without quota, serving its own catalogue, with nothing counted."""
        self._faults.clear()
        with self._lock:
            self._quota = None
        self.forget_requests()

    def reset_faults(self) -> None:
        """Healthy again; what it serves and has counted stays."""
        self._faults.clear()

    def forget_requests(self) -> None:
        with self._lock:
            self._received.clear()
            self._refused = 0

    def slow(self, seconds: float, under: str = "") -> None:
        self._faults.add(Fault(under, delay=seconds))

    def drip(self, seconds_per_byte: float, under: str = "") -> None:
        """The head at once, the body byte by byte."""
        self._faults.add(Fault(under, pause_between_bytes=seconds_per_byte))

    def down(self, under: str = "") -> None:
        """Every connection is closed without an answer."""
        self.answer_with(None, under)

    def quota_out(self, under: str = "") -> None:
        self.answer_with(self._over_quota(), under)

    def garbage(self, under: str = "", body: bytes = GARBAGE) -> None:
        self.answer_with(Reply(200, body, HTML), under)

    def http_error(self, status: int, under: str = "", headers: Mapping[str, str] | None = None) -> None:
        """An HTML page with this status."""
        self.answer_with(html_reply(status, headers), under)

    def say(self, body: object, under: str = "", status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Any JSON value as the answer."""
        self.answer_with(json_reply(body, status, headers), under)

    def answer_with(self, reply: Reply | None, under: str = "") -> None:
        """Any answer at all; None closes the connection."""
        self._faults.add(Fault(under, intercepts=True, reply=reply))

    def quota(self, limit: int = 50, window: float = 5.0) -> None:
        """Refuse what is over ``limit`` requests in any ``window`` seconds."""
        with self._lock:
            self._quota = RollingQuota(limit, window)

    def reply(self, request: Request) -> Reply | None:
        asked = self._asked(request.path, request.query)
        within_quota = self._count(asked)
        self._faults.delay(asked)
        if not within_quota:
            return self._over_quota()
        if fault := self._faults.intercepting(asked):
            return fault.reply
        return self._answer(self._inner(request.path), request)

    def pause_between_bytes(self, path: str, query: str) -> float:
        return self._faults.pause_between_bytes(self._asked(path, query))

    def sleep(self, seconds: float) -> None:
        self._faults.sleep(seconds)

    def _asked(self, path: str, query: str) -> str:
        return f"{self._inner(path)}?{query}" if query else self._inner(path)

    def _inner(self, path: str) -> str:
        """Without the prefix; a path outside of it stays whole, and names nothing."""
        inside = self._prefix and path.startswith(f"{self._prefix}/")
        return path[len(self._prefix) :] if inside or not self._prefix else f"//{path}"

    def _count(self, asked: str) -> bool:
        with self._lock:
            self._received.append((time.monotonic(), asked))
            quota = self._quota
        if quota is None or quota.take():
            return True
        with self._lock:
            self._refused += 1
        return False
