"""History as files, made by jobs: any number of listens, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, Final, cast
from uuid import UUID

from accounts.models import User
from analytics.archives.formats import listenbrainz, table
from analytics.archives.told import Told, history_of
from analytics.models import Activity
from config.jobs.errors import JobNotFound
from config.jobs.made_files import keep_made
from config.jobs.models import Job, JobQuerySet
from config.jobs.running import job_alive
from config.jobs.services import enqueue

EXPORT: Final = "archives.export_history"
TELL_EVERY: Final = 2_000

FORMATS: Final[dict[str, tuple[Callable[[Iterable[Told]], Iterator[str]], str, str]]] = {
    "csv": (table.write, "csv", "text/csv; charset=utf-8"),
    "listenbrainz": (listenbrainz.write, "jsonl", "application/jsonl"),
}
"""By name: who writes it, the ending of its files, and their type."""


def start_export(*, user: User, file_format: str) -> Job:
    """The listener's export in this format that is being made, begun now when there is none."""
    return enqueue(kind=EXPORT, key=f"{user.pk}:{file_format}", owner=user, arguments={"format": file_format})


def exports_of(user: User) -> JobQuerySet:
    """The newest first."""
    return Job.objects.visible_to(user).filter(kind=EXPORT).order_by("-id")


def find_export(*, user: User, job_id: UUID) -> Job:
    """Raises JobNotFound."""
    job = exports_of(user).filter(pk=job_id).first()
    if job is None:
        raise JobNotFound
    return job


def make_export(job: Job) -> dict[str, Any]:
    """Do the job. It may be begun anew at any time."""
    owner = cast(User, job.owner)
    write, ending, _ = FORMATS[job.arguments["format"]]
    job_alive(job, done=0, total=Activity.objects.visible_to(owner).listens().count())
    with TemporaryFile() as target:
        for text in write(_counted(job, history_of(owner))):
            target.write(text.encode("utf-8", "replace"))
        return {**keep_made(job, target, ending=ending), "name": f"playpod-history-{job.created_at:%Y-%m-%d}.{ending}"}


def _counted(job: Job, listens: Iterator[Told]) -> Iterator[Told]:
    done = 0
    for done, listen in enumerate(listens, start=1):
        yield listen
        if done % TELL_EVERY == 0:
            job_alive(job, done=done, total=max(done, job.total))
    job_alive(job, done=done, total=done)
