"""The entries of a playlist as a client reads them: whole unless `limit` is given, each with its position."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from catalogue.ids import CatalogueId
from config.addresses import absolute_url
from config.pagination import WholeUnlessLimited
from playlists.models import Playlist, PlaylistTrack
from playlists.serializers import PlaylistEntrySerializer

COLUMNS = (
    "track__provider",
    "track__external_id",
    "track__title",
    "track__duration",
    "track__artist__provider",
    "track__artist__external_id",
    "track__artist__name",
    "track__album__title",
    "track__album__cover_medium",
    "pk",
    "added_at",
)


class EntryPages(WholeUnlessLimited):
    """Takes the total from the playlist, which keeps it under its lock, instead of counting."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total

    def get_count(self, queryset: Any) -> int:
        return self.total


def entries_page(playlist: Playlist, request: Request) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rendered entries and the paging headers, in one statement."""
    pages = EntryPages(playlist.track_count)
    rows = pages.paginate_queryset(playlist.entries.in_order().values_list(*COLUMNS), request) or []
    entries = [_entry(row, position, request) for position, row in enumerate(rows, start=pages.offset or 0)]
    return entries, pages.headers()


def _entry(row: Any, position: int, request: Request) -> dict[str, Any]:
    """What `PlaylistEntrySerializer` makes of the same row, ten times as fast: a playlist may hold 10,000."""
    provider, external_id, title, duration, artist_provider, artist_id, artist_name, album, cover, pk, added_at = row
    return {
        "track_id": str(CatalogueId(provider, external_id)),
        "track_title": title,
        "artist_id": str(CatalogueId(artist_provider, artist_id)),
        "artist_name": artist_name,
        "album_title": album or "",
        "album_cover": absolute_url(cover or "", request),
        "duration": duration,
        "id": str(pk),
        "position": position,
        "added_at": added_at.isoformat().replace("+00:00", "Z"),
    }


def rendered(entry: PlaylistTrack, *, position: int, request: Request) -> dict[str, Any]:
    """One entry that is loaded with its track, artist and album."""
    entry.position = position  # type: ignore[attr-defined]  # known only where it is counted
    return PlaylistEntrySerializer(entry, context={"request": request}).data
