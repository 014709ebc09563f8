"""Why there is no new model."""

from __future__ import annotations


class NothingToTrainOn(Exception):
    """There is too little to learn from. That is no fault: recommendations come from the sources without a model."""


class TrainingFailed(Exception):
    """The process that trained ended without a result."""
