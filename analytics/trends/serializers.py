"""The shapes of the trends, for the OpenAPI document; see `analytics.insights.serializers`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.trends.windows import WINDOWS
from config.addresses import AddressField


class PlacedSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(min_value=1)
    previous_rank = serializers.IntegerField(
        allow_null=True, help_text="In the window before; null if not in the list."
    )
    change = serializers.IntegerField(allow_null=True, help_text="Ranks gained; null if new.")
    score = serializers.IntegerField(help_text="What the rank goes by: points of listeners, not plays.")
    listeners = serializers.IntegerField(allow_null=True, help_text="Different ones; null of genres.")


class TrendingGenreSerializer(PlacedSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    count = serializers.IntegerField(help_text="Plays.")


class TrendingArtistSerializer(PlacedSerializer):
    artist_id = serializers.CharField()
    name = serializers.CharField()
    activity_count = serializers.IntegerField(help_text="Plays, skips, likes and shares.")
    play_count = serializers.IntegerField()
    picture_medium = AddressField()


class PopularTrackSerializer(PlacedSerializer):
    track_id = serializers.CharField()
    track_name = serializers.CharField()
    artist_id = serializers.CharField()
    artist_name = serializers.CharField()
    album_title = serializers.CharField()
    album_cover = AddressField()
    play_count = serializers.IntegerField()


class TrendingPlaylistSerializer(PlacedSerializer):
    playlist_id = serializers.UUIDField()
    name = serializers.CharField()
    cover_image = AddressField()
    track_count = serializers.IntegerField()
    play_count = serializers.IntegerField(help_text="Plays that began in the playlist.")


class TrendsSerializer(serializers.Serializer[Any]):
    window = serializers.ChoiceField(choices=WINDOWS)
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text="Tomorrow in UTC: somewhere it has begun.")
    computed_at = serializers.DateTimeField(allow_null=True, help_text="Null while nothing was ranked yet.")
    trending_genres = TrendingGenreSerializer(many=True)
    trending_artists = TrendingArtistSerializer(many=True)
    popular_tracks = PopularTrackSerializer(many=True)
    trending_playlists = TrendingPlaylistSerializer(many=True)
