"""Removing stored files for good, even if the storage is away when that is asked for."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import transaction

from config.jobs.services import enqueue
from config.storage import StorageUnavailable

logger = logging.getLogger(__name__)

REMOVE_FILES = "config.jobs.remove_files"
NAMES_OF_A_JOB = 500
REMOVED_AT_ONCE = 50
"""Files that whoever asks waits for; the job sees to the rest."""


def remove_files(names: Iterable[str]) -> None:
    """Remove these files of the default storage once the caller's transaction has been committed.

    The promise is a job, written in that transaction. The first few are tried at once, so that they are usually gone
    when the request is answered; the job finds nothing left to do then.
    """
    wanted = [name for name in names if name]
    for start in range(0, len(wanted), NAMES_OF_A_JOB):
        some = wanted[start : start + NAMES_OF_A_JOB]
        enqueue(kind=REMOVE_FILES, key=uuid4().hex, arguments={"names": some})
    if wanted:
        transaction.on_commit(lambda: _try(wanted[:REMOVED_AT_ONCE]), robust=True)


def _try(names: Iterable[str]) -> None:
    try:
        for name in names:
            default_storage.delete(name)
    except StorageUnavailable:
        logger.warning("Files are left to a job: the storage is unavailable.")
