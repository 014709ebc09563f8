"""What can be made to go wrong, for all paths or for those that begin with a text."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Lock

from integrations.standins.reply import Reply


@dataclass(frozen=True, slots=True)
class Fault:
    """``reply`` None: the connection is closed without a word. ``pause_between_bytes`` is in seconds."""

    under: str
    delay: float = 0.0
    intercepts: bool = False
    reply: Reply | None = None
    pause_between_bytes: float = 0.0


class Faults:
    """Thread-safe. A request meets the delays of all faults over its path, then the latest one that intercepts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: list[Fault] = []
        self._woken = Event()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._all.append(fault)

    def clear(self) -> None:
        """Forget all of them, and wake whoever sleeps for one."""
        with self._lock:
            self._all.clear()
            self._woken.set()
            self._woken = Event()

    def delay(self, path: str) -> None:
        self.sleep(sum(fault.delay for fault in self._over(path)))

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            with self._lock:
                woken = self._woken
            woken.wait(seconds)

    def intercepting(self, path: str) -> Fault | None:
        return next((fault for fault in reversed(self._over(path)) if fault.intercepts), None)

    def pause_between_bytes(self, path: str) -> float:
        return sum(fault.pause_between_bytes for fault in self._over(path))

    def _over(self, path: str) -> list[Fault]:
        with self._lock:
            return [fault for fault in self._all if path.startswith(fault.under)]
