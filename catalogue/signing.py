"""Addresses of our audio that carry their own permission, since an `<audio>` element sends no header."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from hmac import HMAC
from typing import Final

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from catalogue.errors import AudioAddressRefused
from catalogue.ids import CatalogueId

ROUNDED_TO: Final = 600
"""Seconds for which the address of one track stays the same, so that answers and audio can be cached."""

_MAX_DIGITS: Final = 12
_MARK: Final = "0id0"


def signed_audio_path(track_id: CatalogueId) -> tuple[str, datetime]:
    """The path and when it stops being good: `AUDIO_URL_LIFETIME` from now, up to ten minutes more."""
    expires = _rounded_expiry()
    query = f"expires={expires}&signature={_signature(track_id, expires)}"
    before, after = _path_around_id(get_script_prefix())
    return f"{before}{track_id}{after}?{query}", datetime.fromtimestamp(expires, UTC)


def check_signature(track_id: CatalogueId, *, expires: str, signature: str) -> int:
    """The seconds for which the address is still good; raises `AudioAddressRefused` when it is expired or altered."""
    if not (expires.isascii() and expires.isdigit() and len(expires) <= _MAX_DIGITS):
        raise AudioAddressRefused
    if not constant_time_compare(_signature(track_id, int(expires)), signature):
        raise AudioAddressRefused
    left = int(expires) - int(time.time())
    if left <= 0:
        raise AudioAddressRefused
    return left


def _rounded_expiry() -> int:
    lifetime = int(settings.AUDIO_URL_LIFETIME.total_seconds())
    return (int(time.time()) // ROUNDED_TO + 1) * ROUNDED_TO + lifetime


def _signature(track_id: CatalogueId, expires: int) -> str:
    keyed = _keyed(settings.SECRET_KEY).copy()
    keyed.update(f"{track_id.provider}:{track_id.value}\n{expires}".encode())
    return keyed.hexdigest()


@cache
def _keyed(secret: str) -> HMAC:
    """Deriving the key costs more than signing with it, and a page has a hundred signatures."""
    return salted_hmac("catalogue.audio", "", secret=secret, algorithm="sha256")


@cache
def _path_around_id(script_prefix: str) -> tuple[str, str]:
    """What stands before and after the id. No character of an id needs to be quoted in a path."""
    before, _, after = reverse("catalogue:audio", kwargs={"catalogue_id": _MARK}).partition(_MARK)
    return before, after
