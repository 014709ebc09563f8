"""Reading and deleting many rows a few at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.batches import delete_in_batches, in_batches
from config.jobs.models import Job


@pytest.fixture
def jobs(db: None) -> list[Job]:
    """Seven, of which each has the moment of another."""
    start = timezone.now()
    made = [Job(kind="k", key=str(n), alive_at=start + timedelta(seconds=n // 3)) for n in range(7)]
    return Job.objects.bulk_create(made)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_every_row_comes_once_and_in_order(jobs: list[Job], size: int) -> None:
    by_id = in_batches(Job.objects.values("id"), by=("id",), size=size)
    by_time = in_batches(Job.objects.values("id", "alive_at"), by=("alive_at", "id"), size=size)

    assert [row["id"] for row in by_id] == [job.pk for job in jobs]
    assert [row["id"] for row in by_time] == [job.pk for job in jobs]


def test_a_batch_is_one_statement(jobs: list[Job], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        assert len(list(in_batches(Job.objects.values("id"), by=("id",), size=2))) == 7


def test_only_these_rows_are_deleted_a_batch_at_a_time(jobs: list[Job]) -> None:
    alive: list[int] = []

    deleted = delete_in_batches(
        Job.objects.filter(key__lt="5"), alive=lambda: alive.append(Job.objects.count()), size=2
    )

    assert (deleted, alive) == (5, [5, 3, 2])
    assert list(Job.objects.values_list("key", flat=True)) == ["6", "5"]
