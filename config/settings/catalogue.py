"""How music is played."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = ["AUDIO_URL_LIFETIME", "STREAM_MODE"]

STREAM_MODE = env.str("STREAM_MODE", default="redirect")
if STREAM_MODE not in ("redirect", "proxy"):
    raise ImproperlyConfigured("STREAM_MODE is either redirect or proxy.")

AUDIO_URL_LIFETIME = timedelta(hours=6)
"""How long a signed audio URL is good."""
