from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from config.jobs.errors import JobTakenAway
from config.jobs.models import LEASE, Job
from config.jobs.running import MAX_ATTEMPTS, job_alive, pause_after, run_job
from config.jobs.services import cancel, enqueue
from config.tests.plugin import RunJobs
from config.tests.sample_jobs import Later


def _run(job: Job, run: object) -> Job:
    run_job(job.pk, run=run, retry_on=(Later,))  # type: ignore[arg-type]
    return Job.objects.get(pk=job.pk)


def test_a_job_that_works_is_done_with_its_result(run_jobs: RunJobs, owner: AbstractUser) -> None:
    enqueue(kind="tests.add", key="1", owner=owner, arguments={"a": 1, "b": 2})
    (job,) = run_jobs()
    assert (job.state, job.result, job.attempts, job.error) == ("done", {"sum": 3}, 1, "")
    assert job.finished_at is not None


def test_an_unknown_fault_fails_the_job_at_once_and_is_logged(
    run_jobs: RunJobs, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue(kind="tests.broken", key="1")
    (job,) = run_jobs()
    assert (job.state, job.error, job.attempts) == ("failed", "ValueError: out of order", 1)
    assert f"Job {job.pk} (tests.broken) failed." in caplog.text
    assert "Traceback" in caplog.text


def test_a_known_trouble_queues_the_job_again_for_later(run_jobs: RunJobs) -> None:
    enqueue(kind="tests.later", key="1", arguments={"succeeds_at": 3})
    (job,) = run_jobs()
    assert (job.state, job.error, job.attempts) == ("queued", "Later: attempt 1", 1)
    assert job.alive_at > timezone.now()
    run_jobs()
    (job,) = run_jobs()
    assert (job.state, job.error, job.attempts) == ("done", "", 3)


def test_after_six_attempts_the_job_is_failed(run_jobs: RunJobs) -> None:
    enqueue(kind="tests.later", key="1", arguments={"succeeds_at": 99})
    states = [run_jobs()[0].state for _ in range(MAX_ATTEMPTS)]
    assert states == ["queued"] * 5 + ["failed"]
    assert Job.objects.get().error == "Later: attempt 6"
    assert run_jobs() == []


def test_pauses_double_with_a_spread_and_respect_what_the_service_asks_for() -> None:
    for attempts, middle in [(1, 2), (2, 4), (5, 32), (20, 300)]:
        pauses = [pause_after(attempts) for _ in range(50)]
        assert middle * 0.5 <= min(pauses) < max(pauses) <= middle * 1.5
    assert pause_after(1, asked=60.0) == 60.0


def test_a_task_that_arrives_twice_runs_once(run_jobs: RunJobs) -> None:
    job = enqueue(kind="tests.add", key="1", arguments={"a": 1, "b": 2})
    run_jobs()
    _run(job, lambda _: pytest.fail("ran again"))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def test_a_running_job_is_not_taken_before_its_lease_is_over(db: None) -> None:
    job = enqueue(kind="tests.add", key="1")
    Job.objects.update(state=Job.State.RUNNING, attempts=1)
    assert _run(job, lambda _: {"by": "second"}).result == {}
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    taken = _run(job, lambda _: {"by": "second"})
    assert (taken.state, taken.result, taken.attempts) == ("done", {"by": "second"}, 2)


def test_the_task_of_a_row_that_is_gone_returns_quietly(db: None) -> None:
    job = enqueue(kind="tests.add", key="1")
    Job.objects.all().delete()
    run_job(job.pk, run=lambda _: pytest.fail("ran"), retry_on=())


def test_progress_and_signs_of_life_are_stored(db: None) -> None:
    job = enqueue(kind="tests.add", key="1")
    old = timezone.now() - timedelta(hours=1)

    def run(job: Job) -> None:
        Job.objects.update(alive_at=old)
        job_alive(job, done=3, total=7)
        seen = Job.objects.get()
        assert (seen.done, seen.total) == (3, 7)
        assert seen.alive_at > old

    assert _run(job, run).state == "done"


def test_a_job_that_is_cancelled_while_it_runs_stops_at_its_next_sign_of_life(db: None) -> None:
    reached: list[str] = []

    def run(job: Job) -> None:
        cancel(job=job)
        reached.append("before")
        job_alive(job)
        reached.append("after")

    job = _run(enqueue(kind="tests.add", key="1"), run)
    assert (job.state, reached) == ("cancelled", ["before"])


def test_a_worker_that_lost_its_lease_cannot_overwrite_the_next_ones_work(db: None) -> None:
    def slow(job: Job) -> dict[str, str]:
        Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
        _run(job, lambda _: {"by": "second"})
        with pytest.raises(JobTakenAway):
            job_alive(job)
        return {"by": "first"}

    job = _run(enqueue(kind="tests.add", key="1"), slow)
    assert (job.state, job.result, job.attempts) == ("done", {"by": "second"}, 2)


def test_a_job_that_loses_worker_after_worker_is_given_up(db: None) -> None:
    job = enqueue(kind="tests.add", key="1")
    Job.objects.update(attempts=MAX_ATTEMPTS)
    ended = _run(job, lambda _: pytest.fail("ran"))
    assert (ended.state, ended.error) == ("failed", "Given up: the workers that had it were lost.")
