"""The trainer for more listening than one machine can count. Needs the optional packages pyspark and pyarrow."""

from recommendations.engine.spark.parquet import read_items, write_events, write_items
from recommendations.engine.spark.training import SparkTrainer

__all__ = ["SparkTrainer", "read_items", "write_events", "write_items"]
