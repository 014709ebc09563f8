"""From events and a catalogue to a model on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Events, Items
from recommendations.engine.fans import Fans
from recommendations.engine.learning import learned, sampled
from recommendations.engine.plays import Plays
from recommendations.engine.summing import fame, summed
from recommendations.engine.tables import Progress, listeners_of, made, silence
from recommendations.engine.tuning import Config
from recommendations.engine.writing import Heard, written

__all__ = ["LocalTrainer", "Progress", "Trainer"]


class Trainer(Protocol):
    """What makes a model. Implementations write the same artefact from the same columns."""

    def fit(self, events: Events, items: Items, directory: Path | str, progress: Progress | None = None) -> Path:
        """Writes a new version below ``directory`` and returns its folder."""


class LocalTrainer:
    """Trains in this process, on one core, in memory that is bounded by blocks."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def fit(self, events: Events, items: Items, directory: Path | str, progress: Progress | None = None) -> Path:
        """Writes a new version below ``directory``, returns its folder. It serves once `versions.publish` says so."""
        tell = progress or silence
        tell("reading", 0.0)
        catalogue = Catalogue.of(items, features=self.config.features_kept)
        plays = Plays.of(events, catalogue.tracks, self.config)
        tell("learning", 0.05)
        config = learned(catalogue, plays, self.config)
        tables = made(catalogue, plays, config, lambda what, share: tell(what, 0.2 + 0.6 * share))
        tell("summing", 0.8)
        popularity = listeners_of(plays.matrix(len(catalogue), config.listener_tracks))
        neighbours = summed(tables, config, fame(popularity, config))
        tell("writing", 0.95)
        fans = Fans.of(catalogue, sampled(plays), config)
        path = written(Path(directory), catalogue, config, neighbours, Heard.of(plays, popularity, config), fans)
        tell("done", 1.0)
        return path
