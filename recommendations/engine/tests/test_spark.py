"""Both trainers, held together."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from recommendations.engine import Config, Events, Items, Labels, LocalTrainer, Model, Profile
from recommendations.engine.tests.listening import LISTENERS, OF_TASTE, World

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TOP = 20
COUNTED = Config(ridge_tracks=0, window=3)


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


pytestmark = [
    pytest.mark.skipif(_java() is None, reason="Spark runs on Java, and this machine has none"),
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """One worker in this process's own Java, bound to loopback."""
    from pyspark.sql import SparkSession

    facts: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.parquet.compression.codec": "uncompressed",
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.master("local[1]")
    for name, value in facts.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def alike(first: Model, second: Model, small: World) -> float:
    """The mean over listeners of common tracks / all tracks of both first twenties."""
    shares = []
    for listener in range(LISTENERS):
        own = Profile.from_plays(small.events.track[small.events.listener == listener][-10:])
        one, other = ({each.track for each in model.recommend(own, n=TOP)} for model in (first, second))
        shares.append(len(one & other) / len(one | other))
    return float(np.mean(shares))


def test_both_trainers_recommend_the_same(tmp_path: Path, small: World, spark: SparkSession) -> None:
    from recommendations.engine.spark import SparkTrainer

    local = Model.load(LocalTrainer(COUNTED).fit(small.events, small.items, tmp_path / "local"))
    told: list[float] = []
    trainer = SparkTrainer(COUNTED, spark)
    path = trainer.fit(small.events, small.items, tmp_path / "spark", lambda _, share: told.append(share))
    found = Model.load(path, verify=True)
    assert alike(local, found, small) >= 0.95
    assert found.config == local.config
    assert found.facts["counts"] == local.facts["counts"]
    assert found.popularity.tolist() == local.popularity.tolist()
    assert abs(found.artist_fans - local.artist_fans).max() < 1e-6
    assert abs(found.feature_fans - local.feature_fans).max() < 1e-6
    assert [path.name for path in (tmp_path / "spark").iterdir()] == ["model-000001"]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_parquet_with_names_dates_and_sessions_is_read_and_what_is_small_is_solved(
    tmp_path: Path, spark: SparkSession
) -> None:
    from recommendations.engine.spark import SparkTrainer, read_items, write_events, write_items

    random = np.random.default_rng(4)
    plays = random.integers(0, OF_TASTE, 900)
    time = random.permutation(900) * 3_600.0
    events = Events(
        np.array([f"u{each % 30}" for each in range(900)]),
        np.array([f"t{each}" for each in plays]),
        session=time // 36_000,
        weight=random.choice([-1.0, 1.0, 2.0], 900),
        time=time,
    )
    tracks = np.array([f"t{each}" for each in range(OF_TASTE)])
    albums = np.array(["" if each % 7 == 0 else f"b{each // 4}" for each in range(OF_TASTE)])
    genres = Labels.of({"rock": 1.0 + each % 3} if each % 2 else {} for each in range(OF_TASTE))
    released = np.array(["1999-01-01", "NaT"] * (OF_TASTE // 2), "datetime64[D]")
    items = Items(tracks, albums, albums, genres, released, ["Night bus"] * OF_TASTE)
    write_events(events, tmp_path / "events.parquet")
    write_items(items, tmp_path / "items.parquet")
    config = Config(learn=False, window=3)
    local = Model.load(LocalTrainer(config).fit(events, items, tmp_path / "local"))
    files = (tmp_path / "events.parquet", tmp_path / "items.parquet")
    found = Model.load(SparkTrainer(config, spark).fit_parquet(*files, tmp_path / "spark"))
    assert read_items(files[1]).text == items.text
    for name in ("tracks", "albums", "popularity"):
        assert getattr(found, name).tolist() == getattr(local, name).tolist()
    assert found.trending == pytest.approx(local.trending, rel=1e-5)
    assert (found.features != local.features).nnz == 0
    assert found.neighbours.tracks.tolist() == local.neighbours.tracks.tolist()
    assert found.neighbours.weights == pytest.approx(local.neighbours.weights, rel=1e-4)


def test_nothing_played_makes_a_model(tmp_path: Path, spark: SparkSession) -> None:
    from recommendations.engine.spark import SparkTrainer

    nobody = np.zeros(0, np.int64)
    path = SparkTrainer(COUNTED, spark).fit(Events(nobody, nobody), Items(np.arange(3)), tmp_path)
    assert len(Model.load(path).recommend(Profile(), n=3)) == 3
