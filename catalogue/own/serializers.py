"""The shapes of our own catalogue: what staff say of songs, albums and artists, and what everybody reads."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalogue.id_links import ALBUM, ARTIST
from catalogue.models import Track
from catalogue.own.fields import GenreField, IsrcField, PlainLyricsField, SyncedLyricsField
from catalogue.own.listing import ALBUM_ORDERS, NAME_ORDERS, SONG_ORDERS
from catalogue.own.rules import LONGEST_LYRICS
from catalogue.serializers import CatalogueIdField
from catalogue.store import LARGEST_NUMBER
from catalogue.streaming import signed_audio_url
from config.addresses import AddressField

Shape = serializers.Serializer[Any]

RECORD_TYPES = ("album", "single", "ep", "compile")


def _optional(**kwargs: Any) -> dict[str, Any]:
    return {"required": False, "allow_null": True, **kwargs}


def _orders(names: tuple[str, ...]) -> list[str]:
    return [*names, *(f"-{name}" for name in names)]


class LyricsSerializer(Shape):
    """``synced`` is in LRC form: lines begin with `[mm:ss.xx]`."""

    plain = PlainLyricsField(required=False, allow_blank=True, max_length=LONGEST_LYRICS, trim_whitespace=False)
    synced = SyncedLyricsField(required=False, allow_blank=True, max_length=LONGEST_LYRICS, trim_whitespace=False)


class SongDetailsSerializer(Shape):
    """What a song's fields take, wherever they come from. ``duration`` is in seconds, ``rank`` is popularity."""

    title = serializers.CharField(max_length=500)
    genre = GenreField(**_optional(help_text="An id, or a name."))
    release_date = serializers.DateField(**_optional())
    duration = serializers.IntegerField(required=False, min_value=0, max_value=86_400)
    isrc = IsrcField(required=False, allow_blank=True, max_length=20)
    explicit = serializers.BooleanField(**_optional())
    track_position = serializers.IntegerField(**_optional(min_value=1, max_value=9999))
    disk_number = serializers.IntegerField(**_optional(min_value=1, max_value=9999))
    rank = serializers.IntegerField(**_optional(min_value=0, max_value=1_000_000))


class SongInputSerializer(SongDetailsSerializer):
    artist_id = CatalogueIdField(ARTIST)
    album_id = CatalogueIdField(ALBUM, **_optional())
    lyrics = LyricsSerializer(**_optional())


class AlbumInputSerializer(Shape):
    title = serializers.CharField(max_length=500)
    artist_id = CatalogueIdField(ARTIST)
    genre = GenreField(**_optional(help_text="An id, or a name."))
    release_date = serializers.DateField(**_optional())
    record_type = serializers.ChoiceField(choices=RECORD_TYPES, required=False)
    label = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]  # the contract's word
    upc = serializers.CharField(max_length=32, required=False, allow_blank=True)


class ArtistInputSerializer(Shape):
    name = serializers.CharField(max_length=300)
    nb_fan = serializers.IntegerField(**_optional(min_value=0, max_value=LARGEST_NUMBER, help_text="Popularity."))


class PageQuerySerializer(Shape):
    search = serializers.CharField(required=False, max_length=200, help_text="Words of the title or the artist.")
    genre = serializers.CharField(required=False, max_length=120, help_text="Its id or its name.")


class ArtistsQuerySerializer(PageQuerySerializer):
    ordering = serializers.ChoiceField(choices=_orders(NAME_ORDERS), required=False)


class AlbumsQuerySerializer(PageQuerySerializer):
    artist = serializers.CharField(required=False, max_length=200, help_text="An id, or a part of the name.")
    year_from = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    year_to = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    ordering = serializers.ChoiceField(choices=_orders(ALBUM_ORDERS), required=False)


class SongsQuerySerializer(AlbumsQuerySerializer):
    ordering = serializers.ChoiceField(choices=_orders(SONG_ORDERS), required=False)


class OwnIdSerializer(Shape):
    id = serializers.CharField(source="catalogue_id", read_only=True)


class OwnGenreSerializer(Shape):
    id = serializers.IntegerField(source="number", read_only=True)
    name = serializers.CharField(read_only=True)


class NamedSerializer(OwnIdSerializer):
    name = serializers.CharField(read_only=True)


class TitledSerializer(OwnIdSerializer):
    title = serializers.CharField(read_only=True)


class OwnArtistSerializer(NamedSerializer):
    picture_medium = AddressField()
    picture_xl = AddressField()
    nb_album = serializers.IntegerField(read_only=True, allow_null=True)
    nb_fan = serializers.IntegerField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class OwnAlbumSerializer(TitledSerializer):
    artist = NamedSerializer(read_only=True, allow_null=True)
    genre = OwnGenreSerializer(read_only=True, allow_null=True)
    release_date = serializers.DateField(read_only=True, allow_null=True)
    cover_medium = AddressField()
    cover_xl = AddressField()
    record_type = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]  # the contract's word
    upc = serializers.CharField(read_only=True)
    nb_tracks = serializers.IntegerField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class SongSerializer(TitledSerializer):
    """``preview`` is our signed address of the audio, null while there is none. The cover is the album's."""

    artist = NamedSerializer(read_only=True)
    album = TitledSerializer(read_only=True, allow_null=True)
    genre = OwnGenreSerializer(read_only=True, allow_null=True)
    release_date = serializers.DateField(read_only=True, allow_null=True)
    cover_medium = AddressField(source="album.cover_medium", default=None)
    cover_xl = AddressField(source="album.cover_xl", default=None)
    duration = serializers.IntegerField(read_only=True, help_text="Seconds.")
    isrc = serializers.CharField(read_only=True)
    explicit = serializers.BooleanField(read_only=True, allow_null=True)
    rank = serializers.IntegerField(read_only=True, allow_null=True)
    track_position = serializers.IntegerField(read_only=True, allow_null=True)
    disk_number = serializers.IntegerField(read_only=True, allow_null=True)
    preview = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    def get_preview(self, track: Track) -> str | None:
        return signed_audio_url(track, self.context.get("request"))


class ReadLyricsSerializer(Shape):
    plain = serializers.CharField(read_only=True)
    synced = serializers.CharField(read_only=True)


class OneSongSerializer(SongSerializer):
    lyrics = ReadLyricsSerializer(read_only=True, default=None, allow_null=True)


class AudioTagsSerializer(Shape):
    """What the file says of itself; keys that it does not have are left out."""

    title = serializers.CharField(required=False)
    artist = serializers.CharField(required=False)
    album = serializers.CharField(required=False)
    genre = serializers.CharField(required=False)
    date = serializers.CharField(required=False)
    isrc = serializers.CharField(required=False)
    track_position = serializers.CharField(required=False)
    disk_number = serializers.CharField(required=False)


class AudioUploadedSerializer(Shape):
    song = OneSongSerializer(read_only=True)
    format = serializers.ChoiceField(choices=("mp3", "ogg", "flac", "wav"), read_only=True)
    tags = AudioTagsSerializer(read_only=True)


class AudioUploadSerializer(Shape):
    audio = serializers.FileField(max_length=300, help_text="MP3, OGG, FLAC or WAV, 50 MB at most.")


class CoverUploadSerializer(Shape):
    cover = serializers.FileField(max_length=300, help_text="JPEG, PNG or WebP, 5 MiB at most.")


class PictureUploadSerializer(Shape):
    picture = serializers.FileField(max_length=300, help_text="JPEG, PNG or WebP, 5 MiB at most.")
