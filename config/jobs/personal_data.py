"""What the table of jobs knows about a listener: the work that they asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from config.batches import Alive, delete_in_batches, in_batches
from config.jobs.files import remove_files
from config.jobs.made_files import files_of
from config.jobs.models import Job
from config.personal_data import PersonalData, Row

COLUMNS = ("id", "kind", "state", "done", "total", "error", "created_at", "finished_at")


def _rows(user: AbstractBaseUser) -> Iterator[Row]:
    return in_batches(Job.objects.visible_to(user).values(*COLUMNS), by=("id",))


def _count(user: AbstractBaseUser) -> int:
    return Job.objects.visible_to(user).count()


def _erase(user: AbstractBaseUser, alive: Alive) -> None:
    """A job that runs notices at its next sign of life. Files that were made or handed in go with their jobs."""
    with_files = Q(result__has_key="file") | Q(arguments__has_key="handed_in")
    remove_files(files_of(Job.objects.visible_to(user).filter(with_files).iterator()))
    delete_in_batches(Job.objects.visible_to(user), alive=alive)


PARTS = (PersonalData(name="jobs", columns=COLUMNS, rows=_rows, count=_count, erase=_erase, holds=("jobs.Job",)),)
