"""Which playlists everybody may see, and how they are shown. Their room lies above this one, and registers here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from accounts.models import User

Show = Callable[[Collection[UUID], User | None], dict[UUID, dict[str, Any]]]
"""Of these playlists, those that are public, and by somebody whom the user sees: `name`, `cover_image` as an address of
ours or "", and `track_count`. None is for everybody."""

_registered: list[Show] = []


def register(show: Show) -> None:
    """Again replaces the first."""
    _registered[:] = [show]


def public_playlists(ids: Collection[UUID], user: User | None = None) -> dict[UUID, dict[str, Any]]:
    return _registered[0](ids, user) if _registered and ids else {}
