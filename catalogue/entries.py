"""How a track is shown wherever a list points to one: the flat keys of the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from rest_framework import serializers

from catalogue.ids import CatalogueId
from config.addresses import AddressField


class TrackEntrySerializer(serializers.Serializer[object]):
    """Any row with a `track`, loaded with its artist and album. Subclasses list the keys they serve."""

    track_id = serializers.CharField(source="track.catalogue_id", read_only=True)
    track_title = serializers.CharField(source="track.title", read_only=True)
    artist_id = serializers.CharField(source="track.artist.catalogue_id", read_only=True)
    artist_name = serializers.CharField(source="track.artist.name", read_only=True)
    album_title = serializers.CharField(source="track.album.title", read_only=True, default="")
    album_cover = AddressField(source="track.album.cover_medium", default=None)
    duration = serializers.IntegerField(source="track.duration", read_only=True, help_text="Seconds.")


ENTRY_COLUMNS: Final = (
    "track__provider",
    "track__external_id",
    "track__title",
    "track__duration",
    "track__artist__provider",
    "track__artist__external_id",
    "track__artist__name",
    "track__album__title",
    "track__album__cover_medium",
)


def entry_keys(values: Sequence[Any], address: Callable[[str], str | None]) -> dict[str, Any]:
    """What `TrackEntrySerializer` makes of a row, of its `ENTRY_COLUMNS` and ten times as fast, for long lists.

    ``address`` is of `config.addresses.absolute_urls`.
    """
    provider, external_id, title, duration, artist_provider, artist_id, artist_name, album, cover = values
    return {
        "track_id": str(CatalogueId(provider, external_id)),
        "track_title": title,
        "artist_id": str(CatalogueId(artist_provider, artist_id)),
        "artist_name": artist_name,
        "album_title": album or "",
        "album_cover": address(cover or ""),
        "duration": duration,
    }
