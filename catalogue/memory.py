"""The tier inside a process: a few things, for a few seconds, so that what everybody asks for costs nothing."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

SECONDS: Final = 5.0
"""How long anything is kept at most, and so how far processes may be apart."""

Value = TypeVar("Value")

_all: WeakSet[Memory[Any]] = WeakSet()


class Memory(Generic[Value]):
    """``most`` values; beyond, the one that was not asked for the longest gives way. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, tuple[float, Value]] = OrderedDict()
        _all.add(self)

    def get(self, key: Any) -> Value | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if kept[0] <= time.monotonic():
                del self._kept[key]
                return None
            self._kept.move_to_end(key)
            return kept[1]

    def put(self, key: Any, value: Value, seconds: float = SECONDS) -> None:
        with self._lock:
            self._kept[key] = (time.monotonic() + seconds, value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, key: Any) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


def forget_everything() -> None:
    """As if this process had just started."""
    for memory in list(_all):
        memory.clear()
