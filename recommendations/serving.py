"""The trained model of this process: loaded once, and swapped whole when another version is published.

The folder's pointer is the one truth. Looking whether it still says the same costs two `stat` calls, so that every
request may ask; several processes find a new version each by themselves.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from django.conf import settings

from recommendations.engine import Model, ModelUnreadable, versions

logger = logging.getLogger(__name__)

Mark = tuple[int, ...]
"""What tells one state of the folder from another."""

_lock = threading.Lock()
_name: tuple[Path, Mark, str] | None = None
_tried: tuple[Path, Mark] | None = None
_model: Model | None = None


def folder() -> Path:
    """Where versions are kept, and the pointer to the one that serves."""
    return Path(settings.RECOMMENDER_DIR)


def version_name() -> str:
    """The version that is published, as the pointer says it; "" when there is none."""
    global _name  # noqa: PLW0603  (one fact of the process)
    root = folder()
    mark = _mark(root / versions.POINTER)
    if not mark:
        return ""
    known = _name
    if known is None or known[:2] != (root, mark):
        try:
            known = (root, mark, versions.current(root).name)
        except ModelUnreadable:
            known = (root, mark, "")
        _name = known
    return known[2]


def current_model() -> Model | None:
    """The published model with the tracks that came since; None when there is none that can be read.

    One that cannot be read is complained of once, and what was loaded before goes on serving.
    """
    root = folder()
    name = version_name()
    if not name:
        return None
    state = (root, _mark(root / versions.POINTER) + _mark(root / name))
    if state == _tried:
        return _model
    with _lock:
        if state != _tried:
            _load(root, name, state)
        return _model


def forget_model() -> None:
    """As if the process had just started."""
    global _name, _tried, _model
    with _lock:
        _name, _tried, _model = None, None, None


def _load(root: Path, name: str, state: tuple[Path, Mark]) -> None:
    global _tried, _model  # noqa: PLW0603  (facts of the process)
    if _tried is not None and _tried[0] != root:
        _model = None
    try:
        _model = Model.load(root / name)
        logger.info("Recommendations come from %s now.", name)
    except ModelUnreadable as fault:
        logger.warning("The recommender's model cannot be read, and is done without: %s", fault)
    _tried = state


def _mark(path: Path) -> Mark:
    """Empty when there is nothing. A folder's changes when something is added to it."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size
