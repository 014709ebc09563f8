"""The worker and the scheduler of the one-process server: Celery's own, each on a thread, over an in-memory broker.

What the broker holds dies with the process. That is fine: every job is a row first, and this process, the only one
that runs jobs, takes all unfinished ones over when it starts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import beat
from celery.worker import WorkController, state
from django.db import connections

from config.celery import app
from config.jobs.tasks import take_over_all

logger = logging.getLogger(__name__)

WORKER_THREADS = 4
READY_SECONDS = 30.0
STOP_SECONDS = 15.0
"""How long running tasks may take to finish when the server stops. What takes longer is taken up at the next start."""

LONGEST_PAUSE = 5.0
"""Seconds after which the scheduler looks at its table again, whatever it expects next."""


class Background:
    """``on_death`` is called, from one of the threads, when a thread ends that was not told to."""

    def __init__(self, on_death: Callable[[], None]) -> None:
        self._on_death = on_death
        self._ready = threading.Event()
        self._stopping = threading.Event()
        self._worker = self._thread("worker", self._work)
        self._scheduler = self._thread("scheduler", self._schedule)

    def start(self) -> None:
        """Returns when the worker takes tasks and has been sent what an earlier process left behind."""
        self._worker.start()
        if not self._ready.wait(READY_SECONDS):
            raise RuntimeError("The worker did not become ready.")
        if left := take_over_all():
            logger.info("Took over %d unfinished jobs.", left)
        self._scheduler.start()

    def stop(self) -> bool:
        """Let running tasks finish; False when some did not in time."""
        self._stopping.set()
        # The worker's loop looks at this flag, and shuts down warmly.
        state.should_stop = 0  # type: ignore[assignment]  # the stubs know the first value only
        # It looks between two waits for a message, and waits once more when it has seen it: seconds, if nothing comes.
        for _ in range(2):
            app.control.broadcast("ping")
        deadline = time.monotonic() + STOP_SECONDS
        for thread in (self._scheduler, self._worker):
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        return not self._worker.is_alive()

    def _thread(self, name: str, run: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=self._guard, args=(name, run), name=f"embedded-{name}", daemon=True)

    def _guard(self, name: str, run: Callable[[], None]) -> None:
        try:
            run()
        except Exception:
            logger.exception("The embedded %s failed.", name)
        finally:
            connections.close_all()
            if not self._stopping.is_set():
                logger.critical("The embedded %s has ended, the server stops.", name)
                self._on_death()

    def _work(self) -> None:
        options: dict[str, Any] = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
        WorkController(
            app=app,
            hostname="embedded@localhost",
            pool="threads",
            concurrency=WORKER_THREADS,
            ready_callback=lambda _consumer: self._ready.set(),
            **options,
        ).start()

    def _schedule(self) -> None:
        scheduler = beat.Service(app, scheduler_cls=app.conf.beat_scheduler).get_scheduler()
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = min(scheduler.tick(), LONGEST_PAUSE)
        scheduler.close()
