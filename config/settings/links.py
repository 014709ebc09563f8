"""Accounts of listeners at other services: the keys for their tokens, and where Spotify sends listeners back to."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config.settings.accounts import PUBLIC_URL
from config.settings.environment import DATA_DIR, EMBEDDED, env
from config.settings.own_secrets import kept_secret

__all__ = ["LINKED_PAGE", "LINK_TOKEN_KEYS", "SPOTIFY_REDIRECT_URI"]


def _new_key() -> str:
    return Fernet.generate_key().decode()


def _token_keys(text: str) -> list[str]:
    """Separated by commas or line ends. Without any, an installation in one process makes its own."""
    keys = text.replace(",", " ").split()
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ImproperlyConfigured("LINK_TOKEN_KEYS takes keys of 32 bytes in URL-safe base64.") from None
    return keys or ([kept_secret(DATA_DIR / "link_token_key", _new_key)] if EMBEDDED else [])


LINK_TOKEN_KEYS = _token_keys(env.str("LINK_TOKEN_KEYS", default=""))
"""The first one encrypts, all decrypt. Without any, no account can be linked."""

# Spotify takes the loopback address as a number only.
SPOTIFY_REDIRECT_URI = env.str("SPOTIFY_REDIRECT_URI", default="") or (
    PUBLIC_URL.replace("http://localhost", "http://127.0.0.1", 1) + "/api/auth/spotify/callback/"
)

LINKED_PAGE = env.str("LINKED_PAGE", default="")
"""Where a browser ends after an account was linked, or was not; "" shows a page of our own."""
