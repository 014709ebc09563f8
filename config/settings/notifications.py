"""Push messages: the key that signs them, and whom they are sent through. Mail is in `accounts`."""

from __future__ import annotations

import base64
import secrets

from django.core.exceptions import ImproperlyConfigured

from config.settings.accounts import DEFAULT_FROM_EMAIL, PUBLIC_URL
from config.settings.environment import DATA_DIR, EMBEDDED, env
from config.settings.own_secrets import kept_secret

__all__ = ["NOTIFY", "PUSH_SERVICES", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"]

NOTIFY = "notifications.services.notify"
"""What rooms below the notifications tell listeners through (`config.notices`)."""

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: a private key is a number from 1 to below it (SEC 2, 2.4.2)."""


def _new_key() -> str:
    number = 1 + secrets.randbelow(_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _private_key(text: str) -> str:
    if not text:
        return kept_secret(DATA_DIR / "vapid_key", _new_key) if EMBEDDED else ""
    try:
        number = int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), "big")
    except ValueError:
        number = 0
    if not 0 < number < _ORDER:
        raise ImproperlyConfigured("VAPID_PRIVATE_KEY takes a P-256 private key: 32 bytes in URL-safe base64.")
    return text


VAPID_PRIVATE_KEY = _private_key(env.str("VAPID_PRIVATE_KEY", default="").strip())
"""Without one, no push messages are sent. Browsers that subscribed with another one have to subscribe again."""

_address = DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
VAPID_SUBJECT = env.str("VAPID_SUBJECT", default="") or (
    PUBLIC_URL if PUBLIC_URL.startswith("https:") else f"mailto:{_address}"
)
"""Whom a push service writes to when something is wrong: an https: or mailto: address."""

PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    ],
)
"""Hosts, or whole origins of services of one's own, that push messages may be sent to."""
