"""Tracks that came after the training: they get rows of content beside the model that serves."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np

from recommendations import serving
from recommendations.engine import Arrivals, Model
from recommendations.engine.arrivals import joined
from recommendations.training.catalogue import items_with, tracks_after

logger = logging.getLogger(__name__)

AT_ONCE = 2_000
MOST = 20_000
"""Beside one version; what comes beyond waits for the next training."""
SLACK = 1_000
"""Keys below the newest known one that are looked at again: a row with a lower key may be committed later."""
PARTS = 20
"""Folders of arrivals after which they are put together into one."""


def add_new_tracks() -> int:
    """Add what the model that serves does not know yet; how many tracks that were.

    Two runs at once do no harm: a track that both added counts once.
    """
    model = serving.current_model()
    if model is None or len(model.arrivals) >= MOST:
        return 0
    keys = [key for key in tracks_after(_newest(model) - SLACK, most=AT_ONCE + SLACK) if _unknown(model, key)]
    if not keys:
        return 0
    arrived = model.content_rows(items_with(keys[:AT_ONCE]))
    if len(arrived):
        _save(model, arrived, serving.folder() / serving.version_name())
        logger.info("%d new tracks were added to %s.", len(arrived), serving.version_name())
    return len(arrived)


def _newest(model: Model) -> int:
    return max(int(tracks[-1]) if len(tracks) else 0 for tracks in (model.tracks, model.arrivals.tracks))


def _unknown(model: Model, key: int) -> bool:
    return bool(model.locate(np.array([key]))[0] < 0)


def _save(model: Model, arrived: Arrivals, version: Path) -> None:
    earlier = sorted(version.glob("arrivals-*"))
    if len(earlier) < PARTS:
        arrived.save(version)
        return
    joined([model.arrivals, arrived]).save(version)
    for part in earlier:
        shutil.rmtree(part, ignore_errors=True)
