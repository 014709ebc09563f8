"""Exports: one file with everything about a listener, made in the background and there for a day."""

from __future__ import annotations

import posixpath
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.archive import pack
from accounts.audit import Kind, record
from accounts.errors import ExportGone, ExportNotFound, ExportNotReady
from accounts.models import User
from accounts.origin import Origin
from config.jobs.models import Job, JobQuerySet
from config.jobs.running import job_alive
from config.jobs.services import enqueue
from config.personal_data import rows_of
from config.storage import StorageUnavailable

EXPORT = "accounts.export"
FOLDER = "exports"
KEPT_FOR = timedelta(hours=24)


def start_export(*, user: User, origin: Origin) -> Job:
    """The listener's export that is being made, begun now when there is none."""
    job = enqueue(kind=EXPORT, key=str(user.pk), owner=user, arguments={"token": secrets.token_hex(32)})
    record(Kind.EXPORT_ASKED, user=user, actor=user, origin=origin, job=str(job.pk))
    return job


def exports_of(user: User) -> JobQuerySet:
    """The newest first."""
    return Job.objects.visible_to(user).filter(kind=EXPORT).order_by("-id")


def find_export(*, user: User, job_id: Any) -> Job:
    """Raises ExportNotFound."""
    job = exports_of(user).filter(pk=job_id).first()
    if job is None:
        raise ExportNotFound
    return job


def expires_at(job: Job) -> datetime | None:
    """When the file of a finished export goes; None before there is one."""
    return job.finished_at + KEPT_FOR if job.state == Job.State.DONE and job.finished_at else None


def is_there(job: Job) -> bool:
    """Whether the file can be downloaded now."""
    expires = expires_at(job)
    return expires is not None and timezone.now() < expires and "replaced" not in job.result


def open_export(job: Job) -> File[bytes]:
    """The file. Raises ExportNotReady, ExportGone, StorageUnavailable."""
    if job.state in (Job.State.QUEUED, Job.State.RUNNING):
        raise ExportNotReady
    if not is_there(job):
        raise ExportGone
    try:
        return default_storage.open(job.result["file"])
    except FileNotFoundError:
        raise ExportGone from None


def make_export(job: Job) -> dict[str, Any]:
    """Do the job: pack, and store under a name nobody can guess. It may be begun anew at any time.

    Each attempt has a file of its own, so that one that was taken for dead cannot harm its successor.
    """
    user = job.owner
    if not isinstance(user, User) or not user.is_active:
        return {}
    job_alive(job, done=0, total=rows_of(user))
    with TemporaryFile() as target:
        # More may come in while it is being read: done is never more than total.
        rows = pack(user, target, tell=lambda done: job_alive(job, done=done, total=max(done, job.total)))
        size = target.tell()
        stored = _store(job, target)
    _replace_earlier(user, job)
    return {"file": stored, "size": size, "rows": rows}


def files_of(user: User) -> list[str]:
    """The names of all files that the listener's exports have left."""
    results = exports_of(user).filter(state=Job.State.DONE).values_list("result", flat=True)
    return [result["file"] for result in results if result.get("file")]


def remove_old_exports(*, now: datetime) -> int:
    """Remove every file that no export of the last 24 hours stands for, whatever left it there; how many."""
    kept, removed = _kept(now), 0
    with suppress(FileNotFoundError):  # nobody has exported anything yet
        for name in default_storage.listdir(FOLDER)[1]:
            if name.partition("-")[0] not in kept:
                default_storage.delete(posixpath.join(FOLDER, name))
                removed += 1
    return removed


def _store(job: Job, target: IO[bytes]) -> str:
    name = posixpath.join(FOLDER, f"{job.arguments['token']}-{job.attempts}.zip")
    try:
        stored = default_storage.save(name, File(target))
        job_alive(job)  # the listener may have gone while it was written
    except BaseException:
        with suppress(StorageUnavailable):
            default_storage.delete(name)
        raise
    return stored


def _replace_earlier(user: User, job: Job) -> None:
    """One file for each listener: a new export takes the place of those before it."""
    for earlier in exports_of(user).filter(state=Job.State.DONE).exclude(pk=job.pk):
        if "replaced" in earlier.result or not earlier.result.get("file"):
            continue
        with suppress(StorageUnavailable):  # the daily look finds it
            default_storage.delete(earlier.result["file"])
        Job.objects.filter(pk=earlier.pk).update(result={**earlier.result, "replaced": True})


def _kept(now: datetime) -> set[str]:
    """The tokens of the exports whose files stay: those being made, and the new ones."""
    exports = Job.objects.filter(kind=EXPORT)
    fresh = exports.filter(state=Job.State.DONE, finished_at__gt=now - KEPT_FOR)
    jobs = [*exports.unfinished(), *fresh]
    return {str(job.arguments.get("token")) for job in jobs if "replaced" not in job.result}
