"""Plays and pairs of listeners and tracks, by the rules of `recommendations.engine.plays`, in Spark SQL."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F  # noqa: N812  (as all of Spark's documentation writes it)

from recommendations.engine.tuning import Config


def plays_of(events: DataFrame, tracks: DataFrame, config: Config) -> DataFrame:
    """listener, track (its place), session, weight, time, at (from 1 in the order of play), ordered.

    ``tracks`` holds the place of each track. Of plays at the same time the one that was read first comes first.
    """
    given = set(events.columns)
    columns = events.select(
        "listener",
        "track",
        (F.col("weight") if "weight" in given else F.lit(1.0)).cast("double").alias("weight"),
        (F.col("time") if "time" in given else F.lit(0.0)).cast("double").alias("time"),
        (F.col("session") if "session" in given else F.lit(None)).alias("given"),
        F.monotonically_increasing_id().alias("read"),
    )
    known = columns.join(F.broadcast(tracks), "track").where("weight > 0").drop("track")
    own = Window.partitionBy("listener")
    in_order = own.orderBy("time", "read")
    ordered = known.withColumn("ordered", F.max("time").over(own) > F.min("time").over(own))
    numbered = ordered.withColumn("at", F.row_number().over(in_order))
    cut = F.coalesce(_cuts(config, in_order, sessions="session" in given).cast("int"), F.lit(0))
    return (
        numbered.withColumn("cut", cut)
        .withColumn("session", F.sum("cut").over(in_order))
        .select("listener", F.col("place").alias("track"), "session", "weight", "time", "at", "ordered")
    )


def _cuts(config: Config, in_order: WindowSpec, *, sessions: bool) -> Column:
    """Where a session begins, except a listener's first, where it is null."""
    if sessions:
        return F.col("given") != F.lag("given").over(in_order)
    return F.col("time") - F.lag("time").over(in_order) > config.session_gap


def pairs_of(plays: DataFrame, config: Config) -> DataFrame:
    """listener, track, weight: how often; of each listener the tracks that were played last."""
    pairs = plays.groupBy("listener", "track").agg(F.sum("weight").alias("weight"), F.max("at").alias("last"))
    newest = Window.partitionBy("listener").orderBy(F.desc("last"))
    ranked = pairs.withColumn("rank", F.row_number().over(newest))
    return ranked.where(F.col("rank") <= config.listener_tracks).select("listener", "track", "weight")


def without_repeats(plays: DataFrame, most: int) -> DataFrame:
    """At most so many plays of one track by one listener, the newest."""
    newest = Window.partitionBy("listener", "track").orderBy(F.desc("at"))
    return plays.withColumn("repeat", F.row_number().over(newest)).where(F.col("repeat") <= most).drop("repeat")


def newest(plays: DataFrame, most: int) -> DataFrame:
    """At most so many plays of each listener."""
    ranked = plays.withColumn("age", F.row_number().over(Window.partitionBy("listener").orderBy(F.desc("at"))))
    return ranked.where(F.col("age") <= most).drop("age")
