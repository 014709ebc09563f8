"""The two tables that grow with the listening, as rows of track, neighbour and value."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812  (as all of Spark's documentation writes it)

from recommendations.engine.spark.plays import newest, without_repeats
from recommendations.engine.tuning import Config


def counted(pairs: DataFrame, config: Config) -> DataFrame:
    """The table of `recommendations.engine.listeners.counted`. Each pair of tracks is counted once and mirrored."""
    listeners = pairs.groupBy("track").agg(F.count("*").alias("listeners"))
    sized = pairs.select("listener", "track").join(listeners, "track")
    left = sized.select("listener", F.col("track").alias("a"), F.col("listeners").alias("of_a"))
    right = sized.select("listener", F.col("track").alias("b"), F.col("listeners").alias("of_b"))
    both = left.join(right, "listener").where("a < b")
    common = both.groupBy("a", "b", "of_a", "of_b").agg(F.count("*").alias("common"))
    value = F.col("common") / (F.sqrt(F.col("of_a") * F.col("of_b")) + config.shrinkage)
    half = common.where(F.col("common") >= config.shared_listeners).select("a", "b", value.alias("value"))
    return best(
        half.union(half.select(F.col("b"), F.col("a"), F.col("value"))).toDF("track", "neighbour", "value"), config
    )


def sequence(plays: DataFrame, config: Config) -> DataFrame:
    """The table of `recommendations.engine.sequence.neighbours_by_sequence`."""
    heard = without_repeats(newest(plays.where("ordered"), config.listener_plays), config.listener_repeats)
    session = Window.partitionBy("listener", "session").orderBy("at")
    steps = range(1, config.window + 1)
    ahead = heard.select("track", *(F.lead("track", step).over(session).alias(f"after_{step}") for step in steps))
    pairs = reduce(DataFrame.union, (_pairs(ahead, step, config) for step in steps))
    total = pairs.where("track != neighbour").groupBy("track", "neighbour").agg(F.sum("value").alias("value"))
    times = heard.groupBy("track").agg(F.count("*").alias("times"))
    other = times.select(F.col("track").alias("neighbour"), F.col("times").alias("times_other"))
    sized = total.join(times, "track").join(other, "neighbour")
    value = F.col("value") / (F.sqrt(F.col("times") * F.col("times_other")) + config.sequence_shrinkage)
    return best(sized.select("track", "neighbour", value.alias("value")), config)


def _pairs(ahead: DataFrame, step: int, config: Config) -> DataFrame:
    """Each play with the one so many steps after it, and backwards."""
    both = ahead.select(F.col("track"), F.col(f"after_{step}").alias("neighbour")).where("neighbour IS NOT NULL")
    there = both.withColumn("value", F.lit(1.0 / step))
    back = both.select(F.col("neighbour"), F.col("track"), F.lit(config.backward / step))
    return there.union(back)


def best(table: DataFrame, config: Config) -> DataFrame:
    """The neighbours that are kept of each track."""
    order = Window.partitionBy("track").orderBy(F.desc("value"), "neighbour")
    ranked = table.withColumn("rank", F.row_number().over(order))
    return ranked.where(F.col("rank") <= config.neighbours).select("track", "neighbour", F.col("value").cast("float"))
