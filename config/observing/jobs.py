"""How much background work waits, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from config.celery import app
from config.jobs.models import Job
from config.observing.states import State

BROKER_SECONDS = 2


def look() -> Iterator[State]:
    """Unfinished jobs by kind and state, the age of the oldest that waits, and the tasks in the broker."""
    waiting = Job.objects.unfinished().values("kind", "state").annotate(number=Count("pk"), oldest=Min("created_at"))
    now = timezone.now()
    for row in waiting.order_by("kind", "state"):
        labels = {"kind": row["kind"], "state": row["state"]}
        yield State("jobs_unfinished", "Jobs that have not ended", row["number"], labels)
        age = (now - row["oldest"]).total_seconds()
        yield State("jobs_oldest_seconds", "Age of the oldest job that has not ended", age, labels)
    if not settings.EMBEDDED_TASKS:
        yield from _broker_queues()


def _broker_queues() -> Iterator[State]:
    with app.connection_for_read(connect_timeout=BROKER_SECONDS) as broker, broker.channel() as channel:
        for name in sorted(app.amqp.queues):
            queue = app.amqp.queues[name](channel)
            declared: Any = queue.queue_declare()  # the stubs know the name only
            yield State("queue_tasks", "Tasks that wait in the broker", declared.message_count or 0, {"queue": name})
