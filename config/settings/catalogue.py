"""How music is played."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = ["AUDIO_STREAMS", "AUDIO_URL_LIFETIME", "STREAM_MODE", "X_ACCEL_REDIRECT"]

STREAM_MODE = env.str("STREAM_MODE", default="redirect")
if STREAM_MODE not in ("redirect", "proxy"):
    raise ImproperlyConfigured("STREAM_MODE is either redirect or proxy.")

AUDIO_URL_LIFETIME = timedelta(hours=6)
"""How long a signed audio URL is good."""

X_ACCEL_REDIRECT = env.bool("X_ACCEL_REDIRECT", default=False)
"""Nginx is in front, and sends the bytes of audio itself when an answer tells it where they are."""

AUDIO_STREAMS = env.int("AUDIO_STREAMS", default=0) or max(1, env.int("WEB_THREADS", default=16) // 2)
"""Audio that one process sends itself at the same time: each listener holds a thread for as long as the bytes take."""
