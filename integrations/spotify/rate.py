"""How often Spotify is asked."""

from typing import Final

from django.conf import settings

from integrations.quota import Rate

SPOTIFY_RATE: Final = Rate(limit=settings.SPOTIFY_RATE_LIMIT, window=30.0)
"""Spotify counts over a rolling 30 s, and publishes no number: the default is meant to stay below it."""
