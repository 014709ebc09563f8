"""Training as a job of the background: one at a time, wherever it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from config.jobs.models import Job
from config.jobs.running import job_alive
from config.jobs.services import enqueue
from recommendations import serving
from recommendations.training.errors import NothingToTrainOn
from recommendations.training.process import Watch, train_apart
from recommendations.training.publishing import clear_leftovers, publish_if_good

TRAIN = "recommendations.train"
_ONLY = "training"
"""The key of every training: of one key there is one unfinished job."""
STEPS = 100


def start_training() -> Job:
    """The training that is under way, begun now when there is none."""
    return enqueue(kind=TRAIN, key=_ONLY)


def train_if_due(now: datetime) -> Job | None:
    """Begin the night's training unless it was begun already; also when nobody was there at night."""
    night = now.replace(hour=settings.RECOMMENDER_HOUR, minute=0, second=0, microsecond=0)
    night -= timedelta(days=1) if night > now else timedelta()
    if Job.objects.filter(kind=TRAIN, created_at__gte=night).exists():
        return None
    return start_training()


def run_training(job: Job, watch: Watch | None = None) -> dict[str, Any]:
    """Train, judge, and let the new version serve if it is good. ``watch`` is told how it goes, besides the job."""
    serving.folder().mkdir(parents=True, exist_ok=True)
    clear_leftovers()
    try:
        trained = train_apart(serving.folder(), _watching(job, watch))
    except NothingToTrainOn as nothing:
        return {"trained": False, "why": f"Nothing to train on: {nothing}."}
    job_alive(job)  # a run whose job was taken away publishes nothing
    version = publish_if_good(trained)
    return {"trained": True, "version": version.name, "state": version.state, "why": version.decision}


def _watching(job: Job, watch: Watch | None) -> Callable[[float, str], None]:
    def tell(share: float, what: str) -> None:
        job_alive(job, done=int(share * STEPS), total=STEPS)
        if watch:
            watch(share, what)

    return tell
