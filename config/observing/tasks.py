"""Tasks, counted and timed where they run, and the address at which a worker tells."""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

from celery import signals
from django.conf import settings

from config.observing import metrics
from config.observing.exporter import serve_metrics

_began: ContextVar[float] = ContextVar("task_began", default=0.0)


@signals.task_prerun.connect(weak=False)
def _begin(**_: object) -> None:
    _began.set(time.perf_counter())


@signals.task_postrun.connect(weak=False)
def _end(task: Any = None, state: str | None = None, **_: object) -> None:
    """``state`` is Celery's: SUCCESS, FAILURE, RETRY. What became of a job is counted with its row."""
    metrics.count("tasks", "Tasks that ended", task=task.name, state=(state or "unknown").lower())
    metrics.observe("task_seconds", time.perf_counter() - _began.get(), "Seconds a task took", task=task.name)


@signals.worker_init.connect(weak=False)
def _serve(**_: object) -> None:
    """In the worker's main process: it tells for all of its children."""
    if settings.METRICS_PORT and not settings.EMBEDDED_TASKS:
        metrics.forget_earlier_processes()
        serve_metrics(settings.METRICS_HOST, settings.METRICS_PORT)
