"""Recommendations from listening: train a model, load it, ask it. numpy and scipy only."""

from recommendations.engine.arrivals import Arrivals
from recommendations.engine.choosing import Filters, Recommended, Slot
from recommendations.engine.columns import Events, Items, Labels
from recommendations.engine.errors import BadColumns, ModelUnreadable
from recommendations.engine.explaining import Cause, Explanation
from recommendations.engine.model import Model
from recommendations.engine.profile import Profile
from recommendations.engine.training import LocalTrainer, Progress, Trainer
from recommendations.engine.tuning import Config, Surface, Table

__all__ = [
    "Arrivals",
    "BadColumns",
    "Cause",
    "Config",
    "Events",
    "Explanation",
    "Filters",
    "Items",
    "Labels",
    "LocalTrainer",
    "Model",
    "ModelUnreadable",
    "Profile",
    "Progress",
    "Recommended",
    "Slot",
    "Surface",
    "Table",
    "Trainer",
]
