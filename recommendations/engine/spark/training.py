"""What grows with the listening is counted by Spark; what grows with the catalogue is made here, as ever."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import scipy.sparse as sp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  (as all of Spark's documentation writes it)

from recommendations.engine import versions
from recommendations.engine.artefact import PARTIAL
from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Events, Ints, Items
from recommendations.engine.fans import Fans
from recommendations.engine.learning import MOST_PLAYS, learned, sampled
from recommendations.engine.listeners import fits_solving, solved
from recommendations.engine.plays import Plays
from recommendations.engine.rows import empty, from_pairs
from recommendations.engine.spark import neighbours
from recommendations.engine.spark.parquet import read_columns, read_items, write_columns, write_events
from recommendations.engine.spark.plays import pairs_of, plays_of, without_repeats
from recommendations.engine.summing import fame, summed
from recommendations.engine.tables import Progress, Tables, content, silence
from recommendations.engine.tuning import Config, Table
from recommendations.engine.writing import DAY, Heard, written

HASHES = 1_000_000


class SparkTrainer:
    """Writes the artefact that `LocalTrainer` writes, from the same columns.

    ``spark``: a session, else the one that the surroundings configure. What the workers pass on lies in a folder
    below the one that is trained into, which all of them must reach; it is deleted at the end.
    """

    def __init__(self, config: Config | None = None, spark: SparkSession | None = None) -> None:
        self.config = config or Config()
        self._spark = spark

    def fit(self, events: Events, items: Items, directory: Path | str, progress: Progress | None = None) -> Path:
        """Writes a new version below ``directory``, returns its folder."""
        return self._fit(events, items, Path(directory), progress or silence)

    def fit_parquet(
        self, events: Path | str, items: Path | str, directory: Path | str, progress: Progress | None = None
    ) -> Path:
        """The same from Parquet files, or folders of them, with the columns of `Events` and `Items`."""
        return self._fit(str(events), read_items(items), Path(directory), progress or silence)

    def _fit(self, events: Events | str, items: Items, directory: Path, tell: Progress) -> Path:
        directory.mkdir(parents=True, exist_ok=True)
        versions.sweep(directory)
        folder = directory / f"{PARTIAL}{uuid4().hex}"
        folder.mkdir()
        try:
            if isinstance(events, Events):
                write_events(events, folder / "events.parquet")
                events = str(folder / "events.parquet")
            spark = self._spark or SparkSession.builder.appName("recommender").getOrCreate()
            return _Training(spark, folder, self.config, tell).fit(events, items, directory)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Training:
    spark: SparkSession
    folder: Path
    config: Config
    tell: Progress

    def fit(self, events: str, items: Items, directory: Path) -> Path:
        self.tell("reading", 0.0)
        catalogue = Catalogue.of(items, features=self.config.features_kept)
        plays = self._plays(events, catalogue)
        pairs = self._kept(pairs_of(plays, self.config), "pairs")
        self.tell("counting", 0.1)
        heard = self._heard(plays, pairs, len(catalogue))
        self.tell("learning", 0.2)
        sample = sampled(self._sample(plays, heard.plays, len(catalogue)))
        config = learned(catalogue, sample, self.config)
        tables = self._tables(catalogue, plays, pairs, heard, config)
        self.tell("summing", 0.9)
        total = summed(tables, config, fame(heard.popularity, config))
        self.tell("writing", 0.95)
        path = written(directory, catalogue, config, total, heard, Fans.of(catalogue, sample, config))
        self.tell("done", 1.0)
        return path

    def _kept(self, frame: DataFrame, name: str) -> DataFrame:
        """Written down, so that it is computed once."""
        path = self._path(name)
        frame.write.parquet(path)
        return self.spark.read.parquet(path)

    def _path(self, name: str) -> str:
        return str(self.folder / name)

    def _plays(self, events: str, catalogue: Catalogue) -> DataFrame:
        tracks = {"track": catalogue.tracks, "place": np.arange(len(catalogue))}
        write_columns(tracks, self._path("tracks.parquet"))
        found = self.spark.read.parquet(self._path("tracks.parquet"))
        return self._kept(plays_of(self.spark.read.parquet(events), found, self.config), "plays")

    def _heard(self, plays: DataFrame, pairs: DataFrame, tracks: int) -> Heard:
        facts = plays.agg(F.count("*"), F.min("time"), F.max("time"), F.countDistinct("listener")).collect()[0]
        number, first, last, listeners = facts
        popularity = self._by_track(pairs.groupBy("track").agg(F.count("*").alias("value")), tracks)
        trending = np.zeros(tracks)
        if number and last - first >= DAY:
            age = (F.lit(last) - F.col("time")) / (self.config.trend_days * DAY)
            fading = without_repeats(plays, self.config.listener_repeats).withColumn("value", F.pow(F.lit(0.5), age))
            trending = self._by_track(fading.groupBy("track").agg(F.sum("value").alias("value")), tracks)
        return Heard(popularity.astype(np.int64), trending, int(number), int(listeners), last)

    def _by_track(self, frame: DataFrame, tracks: int) -> np.ndarray:
        columns = self._read(frame, f"by-track-{uuid4().hex}")
        return np.bincount(columns["track"], columns["value"], minlength=tracks)

    def _read(self, frame: DataFrame, name: str) -> dict[str, np.ndarray]:
        frame.write.parquet(self._path(name))
        return read_columns(self._path(name))

    def _sample(self, plays: DataFrame, number: int, tracks: int) -> Plays:
        """Whole listeners, as many as are learned from; all of them where they are few enough."""
        wanted = plays.select("listener", "track", "session", "weight", "time", "at")
        if number > MOST_PLAYS:
            share = int(HASHES * MOST_PLAYS / number)
            wanted = wanted.where(F.abs(F.xxhash64("listener")) % HASHES < share)
        columns = self._read(wanted, "sample")
        order = np.argsort(columns.pop("at"), kind="stable")
        events = Events(**{name: column[order] for name, column in columns.items()})
        return Plays.of(events, np.arange(tracks), self.config)

    def _tables(self, catalogue: Catalogue, plays: DataFrame, pairs: DataFrame, heard: Heard, config: Config) -> Tables:
        size = len(catalogue)
        is_solved = heard.plays > 0 and fits_solving(heard.listeners, size, config)
        tables: Tables = {name: empty(size, size) for name in Table}
        if config.weight(Table.LISTENERS) > 0:
            self.tell(Table.LISTENERS, 0.3)
            tables[Table.LISTENERS] = (
                solved(self._matrix(pairs, size), catalogue.amounts, config)
                if is_solved
                else self._table(neighbours.counted(pairs, config), Table.LISTENERS, size)
            )
        if config.weight(Table.SEQUENCE) > 0:
            self.tell(Table.SEQUENCE, 0.5)
            tables[Table.SEQUENCE] = self._table(neighbours.sequence(plays, config), Table.SEQUENCE, size)
        for name, make in content(catalogue, heard.popularity, config, solved=is_solved).items():
            if config.weight(name) > 0:
                self.tell(name, 0.7)
                tables[name] = make()
        return tables

    def _table(self, frame: DataFrame, name: str, size: int) -> sp.csr_array:
        columns = self._read(frame, name)
        return from_pairs(columns["track"], columns["neighbour"], columns["value"], (size, size))

    def _matrix(self, pairs: DataFrame, tracks: int) -> sp.csr_array:
        columns = self._read(pairs, "matrix")
        listener: Ints = np.unique(columns["listener"], return_inverse=True)[1]
        shape = (int(listener.max(initial=-1)) + 1, tracks)
        return from_pairs(listener, columns["track"], columns["weight"], shape)
