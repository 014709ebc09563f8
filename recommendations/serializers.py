"""Shapes of recommendations and of generated playlists."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalogue.entries import TrackEntrySerializer
from catalogue.store import LARGEST_NUMBER
from playlists.serializers import one_line

DEFAULT_TRACKS = 30


class RecommendedSerializer(TrackEntrySerializer):
    reason = serializers.CharField(read_only=True, help_text="Why, for people to read.")
    source = serializers.CharField(  # type: ignore[assignment]  # the metaclass takes fields out of the class
        read_only=True, help_text="What proposed it: related, listeners, artist, genre, chart or catalogue."
    )


class RecommendationsSerializer(serializers.Serializer[Any]):
    recommendations = RecommendedSerializer(many=True, read_only=True)


class GenerateSerializer(serializers.Serializer[Any]):
    """Which genre, by name or number."""

    genre = serializers.CharField(
        max_length=120, required=False, allow_blank=True, allow_null=True, help_text="Case and accents do not matter."
    )
    genre_id = serializers.IntegerField(
        min_value=0, max_value=LARGEST_NUMBER, required=False, allow_null=True, help_text="Wins over `genre`."
    )
    name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True, validators=[one_line]
    )
    limit = serializers.IntegerField(min_value=5, max_value=100, default=DEFAULT_TRACKS, help_text="Tracks, at most.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("genre_id") is None and not attrs.get("genre"):
            raise serializers.ValidationError({"genre": "Name a genre, or give its `genre_id`."}, code="required")
        return attrs


class GeneratedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="playlist.id", read_only=True)
    name = serializers.CharField(source="playlist.name", read_only=True)
    description = serializers.CharField(source="playlist.description", read_only=True)
    track_count = serializers.IntegerField(source="playlist.track_count", read_only=True)
    genre = serializers.CharField(source="genre.name", read_only=True)
