"""Why a job that runs has to stop, and what jobs say no with."""

from __future__ import annotations

from config.errors import DomainError


class JobTakenAway(Exception):
    """The row is no longer this run's: it was cancelled, deleted, or its lease ran out and another worker has it."""


class JobNotFound(DomainError):
    """There is none, or it is somebody else's."""

    status = 404
    code = "job_not_found"
    detail = "You have no such job."


class JobFinished(DomainError):
    status = 409
    code = "job_finished"
    detail = "This has ended already."


class FileNotReady(DomainError):
    status = 409
    code = "file_not_ready"
    detail = "The file is still being made."


class FileGone(DomainError):
    """Too old, or it could not be made."""

    status = 404
    code = "file_gone"
    detail = "There is no file any more. Ask for a new one."
