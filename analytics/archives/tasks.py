"""The background's part of archives."""

from __future__ import annotations

from typing import Any

from analytics.archives.exporting import EXPORT, make_export
from analytics.archives.importing import run_import
from analytics.archives.starting import IMPORT
from config.jobs.models import Job
from config.jobs.running import job_task
from config.storage import StorageUnavailable


@job_task(IMPORT, retry_on=(StorageUnavailable,))
def import_history_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"handed_in": name of the stored file}; the result counts what became of its entries."""
    return run_import(job)


@job_task(EXPORT, retry_on=(StorageUnavailable,))
def export_history_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"format": name}; the result names the file."""
    return make_export(job)
