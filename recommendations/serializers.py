"""Shapes of recommendations and of generated playlists."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.entries import TrackEntrySerializer
from catalogue.ids import SPOTIFY
from catalogue.serializers import CatalogueIdField
from catalogue.store import LARGEST_NUMBER
from catalogue.streaming import signed_audio_url
from config.addresses import AddressField
from config.jobs.models import Job
from playlists.serializers import one_line
from recommendations.models import Feedback, Recommendation

DEFAULT_TRACKS = 30
STATES = "queued, running, done, failed or cancelled."


class ExplainedSerializer(TrackEntrySerializer):
    reason = serializers.CharField(read_only=True, help_text="Why, for people to read.")
    source = serializers.CharField(  # type: ignore[assignment]  # the metaclass takes fields out of the class
        read_only=True,
        help_text="What proposed it: model, related, listeners, artist, genre, popular, chart or catalogue.",
    )


class RecommendedSerializer(ExplainedSerializer):
    """A row of a listener's list, in the words of the contract."""

    id = serializers.UUIDField(read_only=True, help_text="A listen may name it as its `recommendation`.")


class RecommendationsSerializer(serializers.Serializer[Any]):
    source = serializers.CharField(  # type: ignore[assignment]  # as above
        read_only=True, help_text="cache, database or fresh."
    )
    recommendations = RecommendedSerializer(many=True, read_only=True)


class RecommendationSerializer(serializers.ModelSerializer[Recommendation]):
    """The same row in full, loaded with track, artist and album."""

    track_id = serializers.CharField(source="track.catalogue_id", read_only=True)
    track_name = serializers.CharField(source="track.title", read_only=True)
    artist_name = serializers.CharField(source="track.artist.name", read_only=True)
    album_name = serializers.CharField(source="track.album.title", read_only=True, default="")
    preview_url = serializers.SerializerMethodField(help_text="Good for 6 hours.")
    spotify_url = serializers.SerializerMethodField(help_text="Null for what is not Spotify's.")
    album_art_url = AddressField(source="track.album.cover_medium", default=None)
    duration_ms = serializers.SerializerMethodField(help_text="Null while it is not known.")
    popularity = serializers.SerializerMethodField(help_text="0 to 100; null where it is not known.")
    metadata = serializers.SerializerMethodField(help_text="How it came into the list.")

    class Meta:
        model = Recommendation
        fields = [
            "id", "track_id", "track_name", "artist_name", "album_name", "preview_url", "spotify_url", "album_art_url",
            "duration_ms", "popularity", "metadata", "created_at", "reason", "source", "position",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_preview_url(self, row: Recommendation) -> str | None:
        return signed_audio_url(row.track, self.context.get("request"))

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_spotify_url(self, row: Recommendation) -> str | None:
        known = row.track.provider == SPOTIFY
        return f"https://open.spotify.com/track/{row.track.external_id}" if known else None

    def get_duration_ms(self, row: Recommendation) -> int | None:
        return 1000 * row.track.duration or None

    def get_popularity(self, row: Recommendation) -> int | None:
        return None if row.track.rank is None else min(100, row.track.rank // 10_000)

    def get_metadata(self, row: Recommendation) -> dict[str, Any]:
        return {"slot": row.slot, "propensity": row.propensity, "model": row.model_version}


class UserRecommendationsSerializer(serializers.Serializer[Any]):
    user_id = serializers.UUIDField(read_only=True)
    source = serializers.CharField(  # type: ignore[assignment]  # as above
        read_only=True, help_text="cache, database or fresh."
    )
    count = serializers.IntegerField(read_only=True)
    recommendations = RecommendationSerializer(many=True, read_only=True)


class SimilarSerializer(serializers.Serializer[Any]):
    track_id = serializers.CharField(source="track.catalogue_id", read_only=True)
    recommendations = ExplainedSerializer(many=True, read_only=True)


class RefreshSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(read_only=True)
    user_id = serializers.UUIDField(read_only=True)
    task_id = serializers.UUIDField(source="task.id", read_only=True)
    status = serializers.CharField(source="task.state", read_only=True, help_text=STATES)


class TaskSerializer(serializers.ModelSerializer[Job]):
    task_id = serializers.UUIDField(source="id", read_only=True)
    status = serializers.CharField(source="state", read_only=True, help_text=STATES)
    count = serializers.SerializerMethodField(help_text="Tracks of the list; null until it is done.")
    error = serializers.SerializerMethodField(help_text="Empty unless `status` is `failed`.")

    class Meta:
        model = Job
        fields = ("task_id", "status", "count", "error", "created_at", "finished_at")
        read_only_fields = fields

    def get_count(self, job: Job) -> int | None:
        count: int | None = job.result.get("count")
        return count

    def get_error(self, job: Job) -> str:
        return "The recommendations could not be refreshed. Try again." if job.state == Job.State.FAILED else ""


class FeedbackTrackSerializer(serializers.Serializer[Any]):
    track_id = serializers.CharField(source="catalogue_id", read_only=True)
    track_title = serializers.CharField(source="title", read_only=True)
    artist_name = serializers.CharField(source="artist.name", read_only=True)


class FeedbackArtistSerializer(serializers.Serializer[Any]):
    artist_id = serializers.CharField(source="catalogue_id", read_only=True)
    artist_name = serializers.CharField(source="name", read_only=True)


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    action = serializers.CharField(read_only=True, help_text="hide or more.")
    track = FeedbackTrackSerializer(read_only=True, allow_null=True)
    artist = FeedbackArtistSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Feedback
        fields = ("id", "action", "track", "artist", "created_at")
        read_only_fields = fields


class NewFeedbackSerializer(serializers.Serializer[Any]):
    """What to do with a track or with an artist."""

    action = serializers.ChoiceField([("hide", "hide"), ("more", "more")])
    track_id = CatalogueIdField(required=False)
    artist_id = CatalogueIdField(required=False, kind="artist")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("track_id" in attrs) == ("artist_id" in attrs):
            raise serializers.ValidationError("Give either track_id or artist_id.")
        return attrs


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
