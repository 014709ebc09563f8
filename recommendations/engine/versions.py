"""A folder of model versions, and the pointer to the one that serves.

models/model-000001/ model-000002/ current      `current` holds the name "model-000002"
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from recommendations.engine import artefact
from recommendations.engine.errors import ModelUnreadable

POINTER = "current"
KEPT = 3
ABANDONED_SECONDS = 24 * 3600
"""A partial folder this old belongs to a trainer that was killed."""
_NAME = re.compile(r"model-(\d+)")


def versions(root: Path) -> list[Path]:
    """The versions there are, oldest first."""
    found = [(int(match[1]), path) for path in root.glob("model-*") if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def add(root: Path, arrays: artefact.Arrays, facts: Mapping[str, Any]) -> Path:
    """Write the next version. It serves only once it is published."""
    root.mkdir(parents=True, exist_ok=True)
    sweep(root)
    while True:
        last = max((int(path.name.removeprefix("model-")) for path in versions(root)), default=0)
        try:
            return artefact.write(root / f"model-{last + 1:06}", arrays, facts)
        except FileExistsError:
            continue


def publish(version: Path) -> None:
    """Let this version serve, from one moment to the next."""
    artefact.read_header(version)
    pointer = version.with_name(f"{artefact.PARTIAL}{uuid4().hex}")
    pointer.write_text(version.name, "utf-8")
    pointer.replace(version.with_name(POINTER))


def current(root: Path) -> Path:
    """The version that serves. Raises ModelUnreadable when none was published."""
    try:
        name = (root / POINTER).read_text("utf-8").strip()
    except OSError as fault:
        raise ModelUnreadable(f"{root} has no published model") from fault
    if not _NAME.fullmatch(name):
        raise ModelUnreadable(f"{root / POINTER} names no version")
    return root / name


def prune(root: Path, *, keep: int = KEPT) -> list[Path]:
    """Delete all but the newest versions; never the one that serves. Returns what was deleted."""
    try:
        serving = current(root)
    except ModelUnreadable:
        serving = None
    gone = [path for path in versions(root)[:-keep] if path != serving]
    for path in gone:
        shutil.rmtree(path)
    return gone


def sweep(root: Path, *, older_than: float = ABANDONED_SECONDS) -> None:
    """Delete what killed trainers left."""
    for path in root.glob(f"{artefact.PARTIAL}*"):
        if time.time() - path.stat().st_mtime >= older_than:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
