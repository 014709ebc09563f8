"""What the table of jobs knows about a listener: the work that they asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser

from config.batches import Alive, delete_in_batches, in_batches
from config.jobs.models import Job
from config.personal_data import PersonalData, Row

COLUMNS = ("id", "kind", "state", "done", "total", "error", "created_at", "finished_at")


def _rows(user: AbstractBaseUser) -> Iterator[Row]:
    return in_batches(Job.objects.visible_to(user).values(*COLUMNS), by=("id",))


def _count(user: AbstractBaseUser) -> int:
    return Job.objects.visible_to(user).count()


def _erase(user: AbstractBaseUser, alive: Alive) -> None:
    """A job that runs notices at its next sign of life."""
    delete_in_batches(Job.objects.visible_to(user), alive=alive)


PARTS = (PersonalData(name="jobs", columns=COLUMNS, rows=_rows, count=_count, erase=_erase, holds=("jobs.Job",)),)
