"""A training from the first row to a folder that is complete and does not serve yet. Runs in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils import timezone

from recommendations.engine import LocalTrainer, Model, ModelUnreadable, versions
from recommendations.models import ModelVersion
from recommendations.training.catalogue import read_catalogue
from recommendations.training.errors import NothingToTrainOn
from recommendations.training.judging import Question, hold_out, measured, measured_popularity
from recommendations.training.listening import Listening, read_listening

Tell = Callable[[float, str], None]
"""Is told which share of the work (0 to 1) is done, and what is being done."""

LEAST_TRACKS = 2
READ, FITTED = 0.4, 0.9
"""Shares of the work at which the reading and the fitting end, as they are on a middling installation."""


@dataclass(frozen=True, slots=True)
class Trained:
    """``name`` is the folder of the version."""

    name: str
    metrics: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def fit(root: Path, tell: Tell) -> Trained:
    """Read, train, write a version below ``root`` and measure it. Raises NothingToTrainOn; then nothing is written."""
    began = monotonic()
    listening = _listening(tell)
    tell(READ * 0.8, "reading the catalogue")
    items = read_catalogue(set(listening.track))
    if len(items) < LEAST_TRACKS:
        raise NothingToTrainOn("the catalogue holds no two tracks that can be played")
    events, questions = hold_out(listening)
    path = LocalTrainer().fit(events, items, root, _within(tell, READ, FITTED))
    tell(FITTED, "measuring")
    metrics = _metrics(root, path, questions)
    tell(1.0, "done")
    counts = {"tracks": len(items), "events": len(events), "listeners": len(listening.listeners)}
    return Trained(path.name, metrics, counts, round(monotonic() - began, 1))


def _listening(tell: Tell) -> Listening:
    found = read_listening(lambda done, total: tell(READ * 0.8 * done / total, "reading what was played"))
    if not found.track:
        raise NothingToTrainOn("nobody who shares their listening has played, liked or collected anything yet")
    return found


def _within(tell: Tell, first: float, last: float) -> Callable[[str, float], None]:
    return lambda what, share: tell(first + (last - first) * share, f"training: {what}")


def _metrics(root: Path, path: Path, questions: list[Question]) -> dict[str, Any]:
    model = Model.load(path, verify=True)
    name, before = _before(root, questions)
    return {
        "lists": len(questions),
        "ndcg": measured(model, questions),
        "popularity": measured_popularity(model, questions),
        "before": before,
        "before_name": name,
        "measured_at": timezone.now().isoformat(timespec="seconds"),
    }


def _before(root: Path, questions: list[Question]) -> tuple[str, float | None]:
    """The version that serves and its figure; None where it was trained on the very plays that are asked for."""
    try:
        path = versions.current(root)
        row = ModelVersion.objects.filter(name=path.name).first()
        if row is None or not row.metrics.get("lists"):
            return path.name, None
        return path.name, measured(Model.load(path), questions)
    except ModelUnreadable:
        return "", None
