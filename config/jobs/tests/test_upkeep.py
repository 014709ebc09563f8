from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from config.celery import app
from config.jobs.models import LEASE, Job
from config.jobs.schedule import SCHEDULE, Scheduled, sync_schedule
from config.jobs.tasks import prune_finished_jobs, resume, take_over_all
from config.tests.plugin import RunJobs

AGES_AGO = timezone.now() - LEASE - timedelta(minutes=1)


def _job(key: str, **fields: object) -> Job:
    return Job.objects.create(kind="tests.add", key=key, arguments={"a": 1, "b": 1}, **fields)


def test_only_jobs_that_nobody_works_on_are_sent_again(db: None) -> None:
    lost = _job("lost", state="running", alive_at=AGES_AGO)
    unsent = _job("unsent", state="queued", alive_at=AGES_AGO)
    running = _job("running", state="running")
    _job("fresh")
    _job("done", state="done", alive_at=AGES_AGO)
    assert resume(limit=10) == 2
    lost.refresh_from_db()
    unsent.refresh_from_db()
    running.refresh_from_db()
    assert (lost.state, unsent.state, running.state) == ("queued", "queued", "running")
    assert resume(limit=10) == 0


def test_lost_jobs_are_sent_in_bounded_batches(db: None) -> None:
    for number in range(5):
        _job(str(number), alive_at=AGES_AGO)
    assert [resume(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_server_that_starts_takes_over_every_unfinished_job(run_jobs: RunJobs) -> None:
    _job("running", state="running", attempts=1)
    _job("queued")
    _job("done", state="done")
    assert take_over_all() == 2
    assert sorted((job.key, job.state) for job in run_jobs()) == [("queued", "done"), ("running", "done")]


def test_jobs_that_ended_more_than_thirty_days_ago_are_deleted(db: None) -> None:
    now = timezone.now()
    _job("old", state="done", finished_at=now - timedelta(days=31))
    _job("recent", state="done", finished_at=now - timedelta(days=29))
    _job("unfinished", alive_at=now - timedelta(days=90))
    assert prune_finished_jobs() == 1
    assert set(Job.objects.values_list("key", flat=True)) == {"recent", "unfinished"}


def test_the_schedule_is_made_once_and_an_operators_changes_stay(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_schedule")
    assert {row.name for row in PeriodicTask.objects.all()} == {entry.name for entry in SCHEDULE}
    minute = PeriodicTask.objects.get(task="config.jobs.resume_lost_jobs")
    assert (minute.interval.every, minute.interval.period, minute.enabled) == (1, "minutes", True)

    minute.interval = IntervalSchedule.objects.create(every=7, period=IntervalSchedule.MINUTES)
    minute.enabled = False
    minute.save()
    call_command("sync_schedule")
    minute.refresh_from_db()
    assert (minute.interval.every, minute.enabled, PeriodicTask.objects.count()) == (7, False, len(SCHEDULE))
    assert capsys.readouterr().out.endswith("The schedule is complete.\n")


def test_intervals_are_shared_and_in_the_largest_unit(db: None) -> None:
    entries = (
        Scheduled("a", "x", timedelta(seconds=90)),
        Scheduled("b", "x", timedelta(hours=2)),
        Scheduled("c", "x", timedelta(hours=2)),
        Scheduled("d", "x", timedelta(days=1)),
    )
    assert sync_schedule(entries) == ["a", "b", "c", "d"]
    rows = IntervalSchedule.objects.values_list("every", "period")
    assert sorted(rows) == [(1, "days"), (2, "hours"), (90, "seconds")]


def test_everything_on_the_schedule_is_a_task_that_exists(run_jobs: RunJobs) -> None:
    run_jobs()  # loads every app's tasks
    assert {entry.task for entry in SCHEDULE} <= set(app.tasks)
