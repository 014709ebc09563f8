"""Where music comes from, and how it is played."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = ["AUDIO_URL_LIFETIME", "CATALOGUE_PROVIDERS", "DEEZER_BASE_URL", "STREAM_MODE"]

CATALOGUE_PROVIDERS: list[str] = env.list("CATALOGUE_PROVIDERS", default=["deezer", "local"])
"""The providers in order of preference: `deezer`, `local`."""

_KNOWN = {"deezer", "local"}
if not CATALOGUE_PROVIDERS or not set(CATALOGUE_PROVIDERS) <= _KNOWN:
    raise ImproperlyConfigured(f"CATALOGUE_PROVIDERS takes a list out of {', '.join(sorted(_KNOWN))}.")

DEEZER_BASE_URL = env.str("DEEZER_BASE_URL", default="https://api.deezer.com")
STREAM_MODE = env.str("STREAM_MODE", default="redirect")
if STREAM_MODE not in ("redirect", "proxy"):
    raise ImproperlyConfigured("STREAM_MODE is either redirect or proxy.")

AUDIO_URL_LIFETIME = timedelta(hours=6)
"""How long a signed audio URL is good."""
