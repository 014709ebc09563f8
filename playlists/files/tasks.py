"""The background's part of playlist files."""

from __future__ import annotations

from typing import Any

from config.jobs.models import Job
from config.jobs.running import job_task
from config.storage import StorageUnavailable
from playlists.files.exporting import EXPORT, make_export
from playlists.files.importing import run_import
from playlists.files.starting import IMPORT


@job_task(IMPORT)
def import_file_job(job: Job) -> dict[str, Any]:
    """The rows of its `FileImport` are the work; the result counts what became of them."""
    return run_import(job)


@job_task(EXPORT, retry_on=(StorageUnavailable,))
def export_file_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"playlist": id, "format": name}; the result names the file."""
    return make_export(job)
