"""Training by hand."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalogue.own.progress import ProgressBar
from config.jobs.models import Job
from config.jobs.running import run_job
from recommendations.training.jobs import STEPS, run_training, start_training


class Command(BaseCommand):
    help = "Train the recommender now, and let the new model serve if it is good. Goes on serving with the old one."

    def handle(self, *args: Any, **options: Any) -> None:
        bar = ProgressBar(options.get("stderr") or sys.stderr, STEPS)

        def run(job: Job) -> dict[str, Any]:
            return run_training(job, lambda share, what: bar.show(int(share * STEPS), f"{what:40}"))

        job = start_training()
        begun = job.attempts
        # A worker may be quicker: then this finds nothing to claim.
        run_job(job.pk, run=run, retry_on=())
        bar.finish()
        job.refresh_from_db()
        if job.state in (Job.State.QUEUED, Job.State.RUNNING):
            raise CommandError(f"A training is under way already ({job.done} %, attempt {begun}): job {job.pk}.")
        if job.state != Job.State.DONE:
            raise CommandError(f"The training failed: {job.error or job.state}")
        self.stdout.write(str(job.result.get("why", "")))
