"""Removing files for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from config.jobs.files import remove_files
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from config.tests.s3_server import running
from config.tests.test_bucket import use


def stored(*names: str) -> list[str]:
    return [default_storage.save(name, ContentFile(b"x")) for name in names]


def files(root: object) -> list[str]:
    return sorted(path.name for path in Path(str(root)).rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_files_go_when_the_transaction_is_committed(settings: Any) -> None:
    names = stored("a/one", "b/two", "b/three")

    with transaction.atomic():
        remove_files([*names[:2], ""])
        assert files(settings.MEDIA_ROOT) == ["one", "three", "two"]

    assert files(settings.MEDIA_ROOT) == ["three"]


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_it_is_not(settings: Any) -> None:
    names = stored("a/one")

    with transaction.atomic():
        remove_files(names)
        transaction.set_rollback(True)

    assert (files(settings.MEDIA_ROOT), Job.objects.count()) == (["one"], 0)


@pytest.mark.django_db(transaction=True)
def test_nothing_to_remove_is_no_job() -> None:
    remove_files([""])

    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_a_storage_that_is_away_keeps_goes_when_it_is_back(settings: Any, run_jobs: RunJobs) -> None:
    with running() as server:
        use(settings, server.address)
        names = stored("a/one", "a/two")
        server.fault = 503
        remove_files(names)
        [first] = run_jobs()
        assert (first.state, set(server.objects)) == ("queued", set(names))
        server.fault = 0
        [second] = run_jobs()

    assert (second.state, second.result, server.objects) == ("done", {"removed": 2}, {})


def test_many_names_are_dealt_out_to_jobs(db: None) -> None:
    remove_files([f"a/{number}" for number in range(1_001)])

    assert [len(job.arguments["names"]) for job in Job.objects.order_by("pk")] == [500, 500, 1]
