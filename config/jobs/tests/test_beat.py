"""However many schedulers run, one sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from config.celery import app
from config.jobs.beat import STAND_BY_SECONDS, OneScheduler
from config.jobs.models import Turn
from config.task_queues import MAINTENANCE

pytestmark = pytest.mark.django_db(transaction=True)  # a scheduler closes old connections

TASK = "config.jobs.resume_lost_jobs"


@pytest.fixture(autouse=True)
def _beside_others(settings: object) -> Iterator[None]:
    """As where scheduler and server are processes; the broker begins and ends empty."""
    settings.EMBEDDED_TASKS = False  # type: ignore[attr-defined]
    _sent()
    yield
    _sent()


@pytest.fixture
def due() -> PeriodicTask:
    hourly = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    return PeriodicTask.objects.create(name="Due", task=TASK, interval=hourly, last_run_at=_hours_ago(2))


def _hours_ago(hours: int) -> object:
    return timezone.now() - timedelta(hours=hours)


def _sent() -> int:
    """Takes what is in the broker."""
    number = 0
    named: Any = app.amqp.queues[MAINTENANCE]  # a queue is as good as its name
    with app.connection_for_read() as broker, broker.SimpleQueue(named) as queue:
        while True:
            try:
                queue.get_nowait().ack()
            except queue.Empty:
                return number
            number += 1


def _run(scheduler: OneScheduler) -> list[float]:
    return [scheduler.tick() for _ in range(3)]


def test_of_two_schedulers_one_sends(due: PeriodicTask) -> None:
    first, second = OneScheduler(app=app), OneScheduler(app=app)

    first_pauses, second_pauses = _run(first), _run(second)

    assert _sent() == 1
    assert (first_pauses[0], second_pauses) == (0, [STAND_BY_SECONDS] * 3)


def test_one_that_stops_hands_over_with_what_it_has_sent(due: PeriodicTask) -> None:
    first, second = OneScheduler(app=app), OneScheduler(app=app)
    _run(first)
    _run(second)
    first.close()

    _run(second)
    assert _sent() == 1

    PeriodicTask.objects.update(last_run_at=_hours_ago(2))
    second.close()
    _run(OneScheduler(app=app))
    assert _sent() == 1


def test_one_that_was_killed_is_stood_in_for_and_one_that_comes_back_stands_by(due: PeriodicTask) -> None:
    first, second = OneScheduler(app=app), OneScheduler(app=app)
    _run(first)
    Turn.objects.update(until=timezone.now() - timedelta(seconds=1))
    _run(second)
    assert _sent() == 1

    PeriodicTask.objects.update(last_run_at=_hours_ago(2))
    assert _run(first) == [STAND_BY_SECONDS] * 3
    first.close()
    assert Turn.objects.get().holder == second._holder
    assert _sent() == 0


def test_one_process_is_always_its_own_scheduler(due: PeriodicTask, settings: object) -> None:
    settings.EMBEDDED_TASKS = True  # type: ignore[attr-defined]
    _run(OneScheduler(app=app))
    assert (_sent(), Turn.objects.count()) == (1, 0)


def test_the_settings_name_it() -> None:
    assert project.CELERY_BEAT_SCHEDULER == "config.jobs.beat:OneScheduler"
