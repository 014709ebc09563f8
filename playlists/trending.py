"""Playlists for the trends: only what everybody may see, as it is now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from playlists.models import Playlist


def public_playlists(ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """By id; those that are private or gone are absent. One statement."""
    rows = Playlist.objects.filter(pk__in=ids, is_public=True)
    return {
        row.pk: {
            "name": row.name,
            "cover_image": row.cover_image.url if row.cover_image else "",
            "track_count": row.track_count,
        }
        for row in rows
    }
