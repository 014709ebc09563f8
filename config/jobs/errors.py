"""Why a job that runs has to stop."""

from __future__ import annotations


class JobTakenAway(Exception):
    """The row is no longer this run's: it was cancelled, deleted, or its lease ran out and another worker has it."""
