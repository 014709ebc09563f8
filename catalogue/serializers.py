"""The catalogue's shapes: records of `catalogue.providers.records` as the contract shows them.

Every key is always there, null where nothing is known. What a record has no artist or album for shows one whose keys
are null, so that clients never have to ask twice.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.id_links import MAX_LENGTH, TRACK
from catalogue.ids import CatalogueId, InvalidCatalogueId
from catalogue.providers.records import TrackRecord
from catalogue.streaming import audio_url
from config.addresses import AddressField

Shape = serializers.Serializer[Any]


class CatalogueIdField(serializers.CharField):
    """A catalogue id out of a request, as a `CatalogueId`; text that is none is a 400 on the field.

    ``kind`` is what a link has to lead to: `catalogue.id_links`.
    """

    default_error_messages = {"invalid_id": "This is no id of any catalogue."}

    def __init__(self, kind: str = TRACK, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        self._kind = kind
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> CatalogueId:  # type: ignore[override]  # a value instead of its text
        text = super().to_internal_value(data)
        try:
            return CatalogueId.parse(text, self._kind)
        except InvalidCatalogueId:
            self.fail("invalid_id")

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if isinstance(value, CatalogueId) else value)


class IdField(serializers.CharField):
    """A catalogue id in an answer: its shortest form, null when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)


class NameField(serializers.CharField):
    """Text, null while it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]  # null is part of the contract
        return str(value) or None


class CountField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)


class ReleaseDateField(serializers.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)


@extend_schema_field(OpenApiTypes.URI)
class PreviewField(serializers.Field[Any, Any, Any, Any]):
    """Our signed address of the track's audio, null when it has none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: TrackRecord) -> str | None:
        return audio_url(value.id, has_preview=value.has_preview, request=self.context.get("request"))


class ArtistOfSerializer(Shape):
    """The artist of a track or album; given the whole record, since it may have none."""

    id = IdField(source="artist.id")
    name = NameField(source="artist.name")


class AlbumOfSerializer(Shape):
    """The album of a track; given the whole record, since it may have none."""

    id = IdField(source="album.id")
    title = NameField(source="album.title")
    cover_medium = AddressField(source="album.cover_medium")


class ListedArtistSerializer(Shape):
    id = IdField()
    name = NameField()
    picture_medium = AddressField()
    nb_album = CountField()
    nb_fan = CountField()


class ListedAlbumSerializer(Shape):
    """An album in a list of albums."""

    id = IdField()
    title = NameField()
    artist = ArtistOfSerializer(source="*", read_only=True)
    cover_medium = AddressField()
    release_date = ReleaseDateField()
    record_type = NameField()
    nb_tracks = CountField()


class ListedTrackSerializer(Shape):
    """A track in a list of tracks. ``duration`` is in seconds, ``rank`` from 0 to 1,000,000."""

    id = IdField()
    title = NameField()
    artist = ArtistOfSerializer(source="*", read_only=True)
    album = AlbumOfSerializer(source="*", read_only=True)
    duration = CountField()
    preview = PreviewField()
    explicit = serializers.BooleanField(read_only=True, allow_null=True)
    isrc = NameField()
    rank = CountField()
    release_date = ReleaseDateField()


class ArtistDetailSerializer(ListedArtistSerializer):
    picture_xl = AddressField()


class AlbumDetailSerializer(ListedAlbumSerializer):
    cover_xl = AddressField()
    nb_fan = CountField()
    label = NameField()  # type: ignore[assignment]  # the contract's word, and an attribute of every field
    upc = NameField()
    genre_id = CountField(source="genre_number")


class AlbumTrackSerializer(ListedTrackSerializer):
    track_position = CountField()
    disk_number = CountField()


class TrackDetailSerializer(AlbumTrackSerializer):
    readable = serializers.BooleanField(read_only=True, allow_null=True)
    genre_id = CountField(source="genre_number")


class SearchQuerySerializer(Shape):
    q = serializers.CharField(max_length=200, help_text="1 to 200 characters.")


class SearchSerializer(Shape):
    tracks = ListedTrackSerializer(many=True, read_only=True)
    artists = ListedArtistSerializer(many=True, read_only=True)
    albums = ListedAlbumSerializer(many=True, read_only=True)


class ArtistPageSerializer(Shape):
    artist = ArtistDetailSerializer(read_only=True)
    albums = ListedAlbumSerializer(many=True, read_only=True)
    top_tracks = ListedTrackSerializer(many=True, read_only=True)


class AlbumPageSerializer(Shape):
    album = AlbumDetailSerializer(read_only=True)
    tracks = AlbumTrackSerializer(many=True, read_only=True)


class TrackPageSerializer(Shape):
    track = TrackDetailSerializer(read_only=True)
    related_tracks = ListedTrackSerializer(many=True, read_only=True)


class AudioAddressSerializer(Shape):
    preview_url = serializers.URLField(read_only=True)
