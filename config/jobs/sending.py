"""Puts a job's task into the broker. The row is the promise, the task only says that it is time."""

from __future__ import annotations

import logging
from uuid import UUID

from kombu.exceptions import OperationalError

from config.celery import app

logger = logging.getLogger(__name__)


def send_job(job_id: UUID, kind: str, *, delay: float = 0.0) -> bool:
    """Ask for the job to be run in ``delay`` seconds; False when the broker cannot be reached.

    That is no error: the row stays queued, and `resume_lost_jobs` sends it again once its lease has run out.
    """
    try:
        app.send_task(kind, args=[str(job_id)], countdown=delay or None, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker took no task for job %s (%s): %s", job_id, kind, error)
        return False
    return True
