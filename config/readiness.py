"""`/readyz`: may this process be sent requests? It asks everything that a request needs, and says how long each took.

Whoever asks learns what is missing and not why: addresses and reasons are for the log.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.startup import StartupProblem, check_migrations, reach_broker

logger = logging.getLogger(__name__)

KEPT_SECONDS = 1.0
"""How long an answer is given again: however many ask, the services are asked once a second by each process."""


@dataclass(frozen=True)
class Check:
    """``milliseconds`` is how long the service took, or how long it was waited for."""

    name: str
    is_ok: bool
    milliseconds: float


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    checks = readiness.checks()
    is_ready = all(check.is_ok for check in checks)
    answer = JsonResponse(_body(checks, is_ready=is_ready), status=200 if is_ready else 503)
    if not is_ready:
        answer.headers["Retry-After"] = "5"
    return answer


def _body(checks: list[Check], *, is_ready: bool) -> dict[str, Any]:
    return {
        "status": "ready" if is_ready else "unavailable",
        "checks": {
            check.name: {"status": "ok" if check.is_ok else "unavailable", "ms": round(check.milliseconds, 1)}
            for check in checks
        },
    }


class Readiness:
    """The last answers of the services. One thread asks at a time, the others take what it found."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._found: list[Check] = []
        self._is_migrated = False

    def checks(self) -> list[Check]:
        with self._lock:
            if time.monotonic() - self._asked_at >= KEPT_SECONDS:
                self._found = [self._checked(name, ask) for name, ask in self._services()]
                self._asked_at = time.monotonic()
            return [replace(check) for check in self._found]

    def forget(self) -> None:
        """Ask again at the next call."""
        with self._lock:
            self._asked_at = float("-inf")
            self._is_migrated = False

    def _services(self) -> list[tuple[str, Callable[[], object]]]:
        services: list[tuple[str, Callable[[], object]]] = [("database", _ask_database)]
        if settings.REDIS_URL:
            services.append(("cache", lambda: caches["default"].get("readiness")))
        if not settings.EMBEDDED_TASKS:
            services.append(("broker", reach_broker))
        return [*services, ("migrations", self._ask_migrations)]

    def _checked(self, name: str, ask: Callable[[], object]) -> Check:
        began = time.perf_counter()
        try:
            ask()
        except Exception as error:  # noqa: BLE001  (whatever a service fails with, it is not ready)
            logger.warning("Not ready: %s: %r", name, error)
            return Check(name, is_ok=False, milliseconds=(time.perf_counter() - began) * 1000)
        return Check(name, is_ok=True, milliseconds=(time.perf_counter() - began) * 1000)

    def _ask_migrations(self) -> None:
        """Reading them is slow, and a database that has them all does not lose them while the process lives."""
        if not self._is_migrated:
            check_migrations()
            self._is_migrated = True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            raise StartupProblem("The database does not answer what it is asked.")


readiness = Readiness()
