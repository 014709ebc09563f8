"""Which version serves: a new one once it was let through, an earlier one when somebody rolls back."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from django.db import transaction

from recommendations import serving
from recommendations.engine import ModelUnreadable, versions
from recommendations.errors import VersionGone
from recommendations.models import ModelVersion
from recommendations.training.fitting import Trained
from recommendations.training.judging import decide

logger = logging.getLogger(__name__)

LOST_SECONDS = 600.0
"""Half a folder this old was left by a training that was killed."""


def publish_if_good(trained: Trained) -> ModelVersion:
    """Write down the version with the decision on it, and let it serve or delete it. Three are kept."""
    root = serving.folder()
    names = ("lists", "ndcg", "popularity", "before", "before_name")
    decision = decide(**{name: trained.metrics[name] for name in names})
    state = ModelVersion.State.KEPT if decision.accepted else ModelVersion.State.REFUSED
    row = ModelVersion.objects.create(
        name=trained.name,
        state=state,
        decision=decision.words,
        metrics=trained.metrics,
        counts=trained.counts,
        seconds=trained.seconds,
    )
    if decision.accepted:
        versions.publish(root / trained.name)
        _prune(root)
    else:
        shutil.rmtree(root / trained.name, ignore_errors=True)
    logger.info("%s: %s", trained.name, decision.words)
    return row


def serve_version(version: ModelVersion) -> None:
    """Let a kept version serve from now on, in every process. Raises VersionGone."""
    try:
        versions.publish(serving.folder() / version.name)
    except ModelUnreadable as fault:
        logger.warning("%s cannot be rolled back to: %s", version.name, fault)
        raise VersionGone from fault


def clear_leftovers() -> None:
    """Delete what trainings left that were killed: half folders, and versions that nobody ever decided on."""
    root = serving.folder()
    versions.sweep(root, older_than=LOST_SECONDS)
    decided = set(ModelVersion.objects.values_list("name", flat=True))
    for path in versions.versions(root):
        if path.name not in decided and path.name != serving.version_name():
            shutil.rmtree(path, ignore_errors=True)


@transaction.atomic
def _prune(root: Path) -> None:
    gone = [path.name for path in versions.prune(root)]
    ModelVersion.objects.filter(name__in=gone).update(state=ModelVersion.State.DELETED)
