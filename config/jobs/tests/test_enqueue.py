from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import connections, transaction

from config.jobs.models import Job
from config.jobs.services import cancel, enqueue, enqueue_each
from config.tests import sample_jobs
from config.tests.plugin import RunJobs

ADD = sample_jobs.add


def test_a_job_is_a_row_that_waits(owner: AbstractUser) -> None:
    job = enqueue(kind="tests.add", key="1+2", owner=owner, arguments={"a": 1, "b": 2})
    stored = Job.objects.get(pk=job.pk)
    assert (stored.state, stored.kind, stored.key, stored.owner_id) == ("queued", "tests.add", "1+2", owner.pk)
    assert (stored.arguments, stored.attempts) == ({"a": 1, "b": 2}, 0)


def test_asking_again_for_an_unfinished_job_gives_the_same_one(db: None) -> None:
    first = enqueue(kind="tests.add", key="same")
    assert enqueue(kind="tests.add", key="same").pk == first.pk
    Job.objects.update(state=Job.State.RUNNING)
    assert enqueue(kind="tests.add", key="same").pk == first.pk
    assert enqueue(kind="tests.add", key="other").pk != first.pk


def test_a_finished_job_can_be_asked_for_again(run_jobs: RunJobs) -> None:
    first = enqueue(kind="tests.add", key="same", arguments={"a": 1, "b": 2})
    run_jobs()
    assert enqueue(kind="tests.add", key="same").pk != first.pk


def test_several_keys_are_enqueued_in_two_statements(db: None, django_assert_num_queries: object) -> None:
    there = enqueue(kind="tests.add", key="1")
    with django_assert_num_queries(2):  # type: ignore[operator]
        enqueue_each(kind="tests.add", arguments_by_key={str(n): {"a": n, "b": 0} for n in range(5)})
    assert Job.objects.count() == 5
    assert Job.objects.get(key="1").pk == there.pk


def test_a_job_of_a_transaction_that_fails_is_gone_with_it(db: None) -> None:
    with transaction.atomic():
        enqueue(kind="tests.add", key="1")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_the_task_is_sent_only_once_the_row_is_committed(db: None, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        enqueue(kind="tests.add", key="1")
        enqueue(kind="tests.add", key="1")
    assert len(callbacks) == 1


def test_parallel_requests_for_one_job_make_one(transactional_db: None) -> None:
    threads, found = 6, []
    start = Barrier(threads)

    def ask() -> None:
        start.wait()
        found.append(enqueue(kind="tests.add", key="same").pk)
        connections.close_all()

    running = [Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert len(found) == threads
    assert len(set(found)) == Job.objects.count() == 1


def test_a_cancelled_job_does_not_run(run_jobs: RunJobs) -> None:
    job = enqueue(kind="tests.broken", key="1")
    assert cancel(job=job) is True
    assert run_jobs() == []
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert cancel(job=job) is False


ASK_WITHOUT_BROKER = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from config.jobs.models import Job
from config.jobs.services import enqueue
job = enqueue(kind="tests.add", key="1")
print(Job.objects.get(pk=job.pk).state)
"""


def test_a_broker_that_is_down_neither_fails_the_request_nor_loses_the_job(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'jobs.sqlite3'}",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "for this test only, and long enough for it",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(  # noqa: S603  (our own text)
        [sys.executable, "-c", ASK_WITHOUT_BROKER],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("queued", 0), done.stderr
    assert "The broker took no task for job" in done.stderr
