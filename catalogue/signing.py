"""Addresses of our audio that carry their own permission, since an `<audio>` element sends no header."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from catalogue.errors import AudioAddressRefused
from catalogue.ids import CatalogueId

ROUNDED_TO: Final = 600
"""Seconds for which the address of one track stays the same, so that answers and audio can be cached."""

_MAX_DIGITS: Final = 12


def signed_audio_path(track_id: CatalogueId) -> tuple[str, datetime]:
    """The path and when it stops being good: `AUDIO_URL_LIFETIME` from now, up to ten minutes more."""
    expires = _rounded_expiry()
    query = urlencode({"expires": expires, "signature": _signature(track_id, expires)})
    path = reverse("catalogue:audio", kwargs={"catalogue_id": str(track_id)})
    return f"{path}?{query}", datetime.fromtimestamp(expires, UTC)


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
    message = f"{track_id.provider}:{track_id.value}\n{expires}"
    return salted_hmac("catalogue.audio", message, algorithm="sha256").hexdigest()
