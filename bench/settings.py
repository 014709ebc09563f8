"""The project's own settings, with the ceilings beside the API."""

from config.settings import *  # noqa: F403  (Django reads plain module attributes)

ROOT_URLCONF = "bench.urls"
