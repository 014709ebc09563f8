"""Secrets of listeners as they stand in the database: encrypted with `LINK_TOKEN_KEYS`, each for one row.

The first key encrypts, all of them decrypt: put a new one in front, run `manage.py reseal_tokens`, remove the old one.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from integrations.links.errors import LinkingOff


class Unreadable(Exception):
    """No key fits, or the text belongs to another row."""


def can_seal() -> bool:
    return bool(settings.LINK_TOKEN_KEYS)


def seal(row: UUID, secrets: dict[str, Any]) -> str:
    """``secrets`` must be JSON. Raises `LinkingOff` when this installation has no keys."""
    if not can_seal():
        raise LinkingOff
    return _keys().encrypt(json.dumps({"row": row.hex, "secrets": secrets}).encode()).decode()


def unseal(row: UUID, sealed: str) -> dict[str, Any]:
    """Raises `Unreadable`."""
    if not can_seal():
        raise Unreadable
    try:
        opened = json.loads(_keys().decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        raise Unreadable from None
    if opened.get("row") != row.hex:
        raise Unreadable
    secrets: dict[str, Any] = opened["secrets"]
    return secrets


def resealed(sealed: str) -> str:
    """The same secrets under the first key. Raises `Unreadable`."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.LINK_TOKEN_KEYS])
