"""Playlists for the trends: only what everybody may see, as it is now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.seen import seen_by
from playlists.models import Playlist


def public_playlists(ids: Collection[UUID], user: User | None) -> dict[UUID, dict[str, Any]]:
    """By id; those that are private, gone, or by somebody whom ``user`` does not see are absent. One statement."""
    rows = Playlist.objects.open_to_all().filter(pk__in=ids, is_public=True)
    if user is not None:
        rows = rows.filter(seen_by(user, "owner"))
    return {
        row.pk: {
            "name": row.name,
            "cover_image": row.cover_image.url if row.cover_image else "",
            "track_count": row.track_count,
        }
        for row in rows
    }
