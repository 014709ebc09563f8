"""Jobs of the tests: one that works, one that waits, one that succeeds late, one that is broken."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from config.jobs.models import Job
from config.jobs.running import job_alive, job_task


class Later(Exception):
    """Try again."""


@job_task("tests.add")
def add(job: Job) -> dict[str, Any]:
    return {"sum": job.arguments["a"] + job.arguments["b"]}


# The same where the names of other queues' tasks begin.
for _kind in ("catalogue.warm.tests", "archives.tests", "recommendations.train.tests"):
    job_task(_kind)(add)


@job_task("tests.wait_for_file")
def wait_for_file(job: Job) -> dict[str, Any]:
    job_alive(job, done=1, total=2)
    while not Path(job.arguments["file"]).exists():
        time.sleep(0.02)
        job_alive(job)
    return {"attempts": job.attempts}


@job_task("tests.later", retry_on=(Later,))
def later(job: Job) -> None:
    if job.attempts < job.arguments["succeeds_at"]:
        raise Later(f"attempt {job.attempts}")


@job_task("tests.broken")
def broken(job: Job) -> None:
    raise ValueError("out of order")
