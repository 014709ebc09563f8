"""Is this installation set up for what it is set up for? Asked by `manage.py check`, and before a server serves."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice

SETUP = "setup"
"""The tag of what `config.startup` asks before a server serves."""

CALLBACK_PATH = "/api/auth/spotify/callback/"


@register(SETUP)
def spotify_linking(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Spotify's rules for redirect URIs since 2025: HTTPS, or HTTP to the loopback address written as a number."""
    if not settings.SPOTIFY_CLIENT_ID:
        return []
    found: list[CheckMessage] = []
    if problem := redirect_problem(settings.SPOTIFY_REDIRECT_URI):
        hint = f"Register and set the public address of {CALLBACK_PATH} on this server."
        found.append(Error(f"SPOTIFY_REDIRECT_URI {problem}", hint=hint, id="links.E001"))
    elif urlsplit(settings.SPOTIFY_REDIRECT_URI).path != CALLBACK_PATH:
        text = f"SPOTIFY_REDIRECT_URI does not end in {CALLBACK_PATH}: something in front has to lead it there."
        found.append(Advice(text, id="links.W001"))
    if not settings.LINK_TOKEN_KEYS:
        text = "SPOTIFY_CLIENT_ID is set, but no accounts can be linked without LINK_TOKEN_KEYS."
        found.append(Advice(text, id="links.W002"))
    return found


def redirect_problem(uri: str) -> str:
    """What Spotify will not take about it, "" for nothing."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address."
    if parts.scheme not in ("http", "https") or not host:
        return "has to be an absolute https address."
    if parts.fragment or "#" in uri:
        return "must not have a fragment."
    if parts.query or "*" in uri or parts.username is not None:
        return "must be a plain address, without query, wildcard or user name."
    return _plain_http_problem(parts, host)


def _plain_http_problem(parts: SplitResult, host: str) -> str:
    if host == "localhost" or host.endswith(".localhost"):
        return "must not say localhost: Spotify takes http://127.0.0.1 or http://[::1] only."
    if parts.scheme == "https":
        return ""
    return "" if _is_loopback(host) else "has to begin with https: http is for 127.0.0.1 and [::1] only."


def _is_loopback(host: str) -> bool:
    try:
        return str(ip_address(host)) in ("127.0.0.1", "::1")
    except ValueError:
        return False
