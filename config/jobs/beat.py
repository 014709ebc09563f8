"""The scheduler. However many are started, one sends: the others stand by, and one of them goes on when it is gone."""

from __future__ import annotations

import logging
import os
import socket
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django_celery_beat.schedulers import DatabaseScheduler

from config.jobs.turns import give_up_turn, take_turn

logger = logging.getLogger(__name__)

TURN: Final = "scheduler"
STAND_BY_SECONDS: Final = 5.0


class OneScheduler(DatabaseScheduler):  # type: ignore[misc]  # it has no types
    """django-celery-beat's scheduler, with a turn to take before each of its steps.

    Where one process is all there is, the turn is always its own.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"[:200]
        self._sends = False
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        if not (settings.EMBEDDED_TASKS or self._has_turn()):
            return STAND_BY_SECONDS
        pause: float = super().tick(*args, **options)
        return pause

    def close(self) -> None:
        super().close()
        if self._sends:
            give_up_turn(TURN, self._holder)

    def _has_turn(self) -> bool:
        try:
            close_old_connections()
            had, self._sends = self._sends, take_turn(TURN, self._holder)
        except (DatabaseError, InterfaceError):
            logger.exception("Whose turn it is to schedule cannot be seen: nothing is sent meanwhile.")
            return False
        if self._sends and not had:
            logger.info("This scheduler sends from now on.")
            self._read_anew()
        elif had and not self._sends:
            logger.warning("Another scheduler sends from now on, this one stands by.")
            self._dirty.clear()
        return self._sends

    def _read_anew(self) -> None:
        """What the one before has sent meanwhile is in the table."""
        self._dirty.clear()
        self._schedule, self._heap, self._initial_read = None, None, True
