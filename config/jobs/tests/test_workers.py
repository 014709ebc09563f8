"""The same on both: the one-process server over SQLite, and a Celery worker over Redis and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from config.jobs.models import LEASE, Job
from config.jobs.services import enqueue
from config.jobs.tasks import resume
from config.tests.plugin import StartWorker, eventually


def _is(state: str) -> bool:
    return Job.objects.get().state == state


def test_an_enqueued_job_gets_done(start_worker: StartWorker) -> None:
    enqueue(kind="tests.add", key="1", arguments={"a": 1, "b": 2})
    start_worker()
    assert eventually(lambda: _is("done"))
    assert Job.objects.get().result == {"sum": 3}


def test_a_job_whose_worker_was_killed_is_done_by_the_next(start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    enqueue(kind="tests.wait_for_file", key="1", arguments={"file": str(gate)})
    first = start_worker()
    assert eventually(lambda: _is("running") and Job.objects.get().done == 1)
    first.kill()
    assert _is("running")

    # Five minutes pass, and the task of every minute comes round.
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert resume(limit=10) == 1
    gate.touch()
    start_worker()
    assert eventually(lambda: _is("done"))
    assert Job.objects.get().result == {"attempts": 2}


def test_a_worker_that_is_asked_to_stop_finishes_its_job_first(start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    enqueue(kind="tests.wait_for_file", key="1", arguments={"file": str(gate)})
    worker = start_worker()
    assert eventually(lambda: _is("running"))
    gate.touch()
    assert worker.stop() == 0
    assert _is("done")
