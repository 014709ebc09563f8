"""Where the recommender keeps its trained models, and when it trains."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DATA_DIR, env

__all__ = ["RECOMMENDER_DIR", "RECOMMENDER_HOUR", "RECOMMENDER_MAX_PLAYS", "RECOMMENDER_MAX_TRACKS"]

RECOMMENDER_DIR = Path(env.str("RECOMMENDER_DIR", default="") or DATA_DIR / "recommender")
"""Every process of the product reads it, and the worker writes it."""

RECOMMENDER_HOUR = env.int("RECOMMENDER_HOUR", default=3)
"""Of the day, in UTC, from which the nightly training may begin."""
if RECOMMENDER_HOUR not in range(24):
    raise ImproperlyConfigured("RECOMMENDER_HOUR is an hour from 0 to 23.")

RECOMMENDER_MAX_PLAYS = env.int("RECOMMENDER_MAX_PLAYS", default=20_000_000)
RECOMMENDER_MAX_TRACKS = env.int("RECOMMENDER_MAX_TRACKS", default=500_000)
"""What a training reads at most: about 40 bytes of memory a play, and 1 kB a track."""
