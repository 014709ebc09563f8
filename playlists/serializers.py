"""Shapes of playlists, their entries and favourites."""

from __future__ import annotations

import unicodedata
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from catalogue.entries import TrackEntrySerializer
from catalogue.models import Track
from catalogue.serializers import CatalogueIdField
from config.addresses import AddressField
from playlists.models import MAX_TRACKS, Playlist, Role

MAX_BULK = 500
"""Tracks that one request may add."""


def one_line(text: str) -> None:
    """Refuses control characters and line separators."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise serializers.ValidationError("Control characters are not allowed.", code="invalid")


class OwnerSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "username")
        read_only_fields = fields


OWNER = "owner"
ROLES = (OWNER, *Role.values)


class PlaylistSerializer(serializers.ModelSerializer[Playlist]):
    """Of a row that `PlaylistQuerySet.shown_to` loaded for whoever asks, or of one that they have just made."""

    cover_image = AddressField()
    owner = OwnerSerializer(read_only=True)
    role = serializers.SerializerMethodField(help_text="What the listener is in it; null: they may only read it.")
    is_collaborative = serializers.BooleanField(source="has_members", read_only=True)
    followers = serializers.IntegerField(source="follower_count", read_only=True)
    is_following = serializers.BooleanField(source="is_followed", read_only=True)
    is_hidden = serializers.SerializerMethodField(help_text="By moderators: nobody but its owner sees it.")
    copied_from = serializers.UUIDField(source="copied_from_id", read_only=True, allow_null=True)

    class Meta:
        model = Playlist
        fields = (
            "id",
            "name",
            "description",
            "cover_image",
            "is_public",
            "track_count",
            "created_at",
            "updated_at",
            "owner",
            "role",
            "is_collaborative",
            "followers",
            "is_following",
            "is_hidden",
            "copied_from",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(ROLES, allow_null=True))
    def get_role(self, playlist: Playlist) -> str | None:
        return OWNER if playlist.owner_id == self.context["request"].user.pk else playlist.my_role

    def get_is_hidden(self, playlist: Playlist) -> bool:
        return playlist.hidden_at is not None


class PlaylistDetailsSerializer(serializers.Serializer[Playlist]):
    """What a listener says about a playlist."""

    name = serializers.CharField(max_length=200, validators=[one_line])
    description = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    is_public = serializers.BooleanField(required=False)


class PlaylistEntrySerializer(TrackEntrySerializer):
    """An entry with its 0-based `position`, which the view counts."""

    id = serializers.UUIDField(read_only=True)
    position = serializers.IntegerField(read_only=True, help_text="From 0.")
    added_at = serializers.DateTimeField(read_only=True)
    added_by = OwnerSerializer(
        source="adder", read_only=True, allow_null=True, help_text="Null: gone, or out of sight."
    )


class PlaylistWithTracksSerializer(PlaylistSerializer):
    tracks = PlaylistEntrySerializer(many=True, read_only=True)

    class Meta:
        model = Playlist
        fields = (*PlaylistSerializer.Meta.fields, "tracks")
        read_only_fields = fields


class TrackReferenceSerializer(serializers.Serializer[object]):
    track_id = CatalogueIdField()


class TrackReferencesSerializer(serializers.Serializer[object]):
    tracks = serializers.ListField(child=CatalogueIdField(), min_length=1, max_length=MAX_BULK)


class AnyTrackReferenceSerializer(serializers.Serializer[object]):
    """Either one `track_id` or a list `tracks`."""

    track_id = CatalogueIdField(required=False)
    tracks = serializers.ListField(child=CatalogueIdField(), min_length=1, max_length=MAX_BULK, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Give either track_id or tracks.")
        return attrs


class MoveSerializer(serializers.Serializer[object]):
    position = serializers.IntegerField(min_value=0, max_value=MAX_TRACKS - 1, help_text="From 0.")


class CoverSerializer(serializers.Serializer[object]):
    cover_image = serializers.FileField(allow_empty_file=False)


class CoverAddressSerializer(serializers.Serializer[object]):
    cover_url = serializers.URLField()


class MessageSerializer(serializers.Serializer[object]):
    message = serializers.CharField()


class TrackAddedSerializer(serializers.Serializer[object]):
    message = serializers.CharField()
    track_info = PlaylistEntrySerializer()


class TracksAddedSerializer(serializers.Serializer[object]):
    added_count = serializers.IntegerField()
    total = serializers.IntegerField(help_text="How many different tracks were asked for.")
    track_count = serializers.IntegerField(help_text="How many the playlist holds now.")
    added = serializers.ListField(child=serializers.CharField())
    skipped = serializers.ListField(child=serializers.CharField(), help_text="In the playlist already.")
    not_found = serializers.ListField(child=serializers.CharField(), help_text="The music service has no such track.")
    unavailable = serializers.ListField(
        child=serializers.CharField(), help_text="Could not be looked up now; ask again later."
    )


class ShuffledTrackSerializer(TrackEntrySerializer):
    """The entry that was handed out, and where the round stands."""

    id = serializers.UUIDField(read_only=True, help_text="Of the entry.")
    remaining = serializers.IntegerField(read_only=True, help_text="Tracks that this round has yet to hand out.")
    round = serializers.IntegerField(read_only=True, help_text="From 1. A new one begins when all were handed out.")


class FavoriteSerializer(TrackEntrySerializer):
    id = serializers.UUIDField(read_only=True)
    added_at = serializers.DateTimeField(read_only=True)


class LikedTrackSerializer(serializers.Serializer[Track]):
    track_id = serializers.CharField(source="catalogue_id", read_only=True)
    track_title = serializers.CharField(source="title", read_only=True)


class FavoriteAddedSerializer(serializers.Serializer[object]):
    message = serializers.CharField()
    track_info = LikedTrackSerializer()
