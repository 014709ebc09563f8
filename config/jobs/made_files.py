"""Files that jobs make for listeners, and files that listeners hand to jobs: stored privately, and gone after a day.

Nothing here is served by its address; whoever may have a file gets it through the view of its job.
"""

from __future__ import annotations

import posixpath
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO, Any, Final
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from config.jobs.errors import FileGone, FileNotReady
from config.jobs.models import Job
from config.jobs.running import job_alive
from config.storage import StorageUnavailable

MADE: Final = "made"
"""The folder of what jobs made: `{job}-{token}.{ending}`."""
HANDED_IN: Final = "handed-in"
"""The folder of what jobs work on: `{token}`, named by the job's `handed_in`."""
KEPT_FOR: Final = timedelta(hours=24)
LOOKED_AT_ONCE: Final = 500


def keep_made(job: Job, content: IO[bytes], *, ending: str) -> dict[str, Any]:
    """Store what the job made, under a name nobody can guess; the `file` and `size` for the job's result."""
    size = content.seek(0, 2)
    content.seek(0)
    stored = default_storage.save(posixpath.join(MADE, f"{job.pk.hex}-{secrets.token_hex(16)}.{ending}"), File(content))
    try:
        job_alive(job)  # the listener may have gone while it was written
    except BaseException:
        with suppress(StorageUnavailable):
            default_storage.delete(stored)
        raise
    return {"file": stored, "size": size}


def hand_in(content: File[bytes]) -> str:
    """Store what a job is to work on; the name for its arguments, as `handed_in`."""
    return str(default_storage.save(posixpath.join(HANDED_IN, secrets.token_hex(24)), content))


def expires_at(job: Job) -> datetime | None:
    """When the file of a finished job goes; None before there is one."""
    return job.finished_at + KEPT_FOR if job.state == Job.State.DONE and job.finished_at else None


def is_there(job: Job) -> bool:
    """Whether the file can be downloaded now."""
    expires = expires_at(job)
    return expires is not None and timezone.now() < expires and bool(job.result.get("file"))


def open_made(job: Job) -> File[bytes]:
    """Raises FileNotReady, FileGone, StorageUnavailable."""
    if job.state in (Job.State.QUEUED, Job.State.RUNNING):
        raise FileNotReady
    if not is_there(job):
        raise FileGone
    try:
        return default_storage.open(job.result["file"])
    except FileNotFoundError:
        raise FileGone from None


def files_of(jobs: Iterable[Job]) -> list[str]:
    """The names of all files of these jobs."""
    named = ((job.result.get("file"), job.arguments.get("handed_in")) for job in jobs)
    return [name for names in named for name in names if name and name.partition("/")[0] in (MADE, HANDED_IN)]


def remove_old_files(*, now: datetime) -> int:
    """Remove every file that no job stands for any more, whatever left it there; how many."""
    removed = 0
    for names in _portions(_names(MADE)):
        ids = {name: UUID(name.partition("-")[0]) for name in names if _is_hex(name.partition("-")[0])}
        kept = set(_fresh(now).filter(pk__in=ids.values()).values_list("pk", flat=True))
        removed += _remove(MADE, [name for name in names if ids.get(name) not in kept])
    worked_on = _worked_on()
    for names in _portions(_names(HANDED_IN)):
        removed += _remove(HANDED_IN, [name for name in names if name not in worked_on and _is_old(name, now)])
    return removed


def _fresh(now: datetime) -> Any:
    """The jobs whose files stay: those at work, and those that are done since a day."""
    done = Job.objects.filter(state=Job.State.DONE, finished_at__gt=now - KEPT_FOR)
    return Job.objects.unfinished() | done


def _worked_on() -> set[str]:
    arguments = Job.objects.unfinished().filter(arguments__has_key="handed_in").values_list("arguments", flat=True)
    return {posixpath.basename(each["handed_in"]) for each in arguments}


def _is_old(name: str, now: datetime) -> bool:
    """A file that has just been stored waits for its job to be written."""
    try:
        return default_storage.get_modified_time(posixpath.join(HANDED_IN, name)) < now - timedelta(hours=1)
    except FileNotFoundError:
        return False


def _names(folder: str) -> list[str]:
    try:
        return list(default_storage.listdir(folder)[1])
    except FileNotFoundError:  # nobody has made any yet
        return []


def _portions(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), LOOKED_AT_ONCE):
        yield names[start : start + LOOKED_AT_ONCE]


def _remove(folder: str, names: list[str]) -> int:
    for name in names:
        default_storage.delete(posixpath.join(folder, name))
    return len(names)


def _is_hex(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("0123456789abcdef")
