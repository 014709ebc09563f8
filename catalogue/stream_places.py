"""How much audio this process sends itself at the same time. Each stream holds a thread until its listener has it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings

from catalogue.errors import StreamsBusy
from integrations.counters import count

_lock = threading.Lock()
_taken = 0


def take_place() -> Callable[[], None]:
    """Returns what gives the place back, once, however often it is called. Raises StreamsBusy."""
    global _taken  # noqa: PLW0603  (one fact of the process)
    with _lock:
        if _taken >= settings.AUDIO_STREAMS:
            count("audio_streams_refused")
            raise StreamsBusy
        _taken += 1
    held = [True]

    def release() -> None:
        global _taken  # noqa: PLW0603
        with _lock:
            if held and held.pop():
                _taken -= 1

    return release


def taken() -> int:
    return _taken
