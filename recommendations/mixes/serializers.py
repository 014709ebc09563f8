"""Shapes of recommended playlists."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.entries import TrackEntrySerializer
from config.addresses import absolute_url
from playlists.serializers import one_line
from recommendations.models import Mix, MixTrack

COVERS = 4
"""Of different albums, for a mosaic."""


class MixEntrySerializer(TrackEntrySerializer):
    position = serializers.IntegerField(read_only=True, help_text="From 0.")
    reason = serializers.CharField(read_only=True, help_text="Why, for people to read.")
    source = serializers.CharField(  # type: ignore[assignment]  # the metaclass takes fields out of the class
        read_only=True, help_text="What proposed it: model, history, release, or a source without a model."
    )


class MixSerializer(serializers.ModelSerializer[Mix]):
    """`entries` of the context: what each mix holds, by its id."""

    id = serializers.SerializerMethodField(help_text="Null where there is too little for it yet.")
    kind = serializers.CharField(read_only=True, help_text="daily_mood, discover_weekly, on_repeat or new_releases.")
    track_count = serializers.SerializerMethodField()
    cover_image = serializers.SerializerMethodField(help_text="The first of `covers`; null when there is none.")
    covers = serializers.SerializerMethodField(help_text="Of up to four albums, for a mosaic.")
    created_at = serializers.SerializerMethodField()

    class Meta:
        model = Mix
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "name",
            "description",
            "track_count",
            "cover_image",
            "covers",
            "begins",
            "ends",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uuid", "nullable": True})
    def get_id(self, mix: Mix) -> Any:
        return None if mix._state.adding else str(mix.pk)

    def get_track_count(self, mix: Mix) -> int:
        return len(self._entries(mix))

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_cover_image(self, mix: Mix) -> str | None:
        return next(iter(self.get_covers(mix)), None)

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uri"}})
    def get_covers(self, mix: Mix) -> list[str]:
        albums = [entry.track.album for entry in self._entries(mix)]
        covers = dict.fromkeys(album.cover_medium for album in albums if album and album.cover_medium)
        return [absolute_url(cover, self.context.get("request")) or "" for cover in list(covers)[:COVERS]]

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_created_at(self, mix: Mix) -> Any:
        return None if mix._state.adding else mix.created_at

    def _entries(self, mix: Mix) -> list[MixTrack]:
        entries: list[MixTrack] = self.context["entries"].get(mix.pk, [])
        return entries


class MixWithTracksSerializer(MixSerializer):
    tracks = serializers.SerializerMethodField()

    class Meta(MixSerializer.Meta):
        fields = (*MixSerializer.Meta.fields, "tracks")
        read_only_fields = fields

    @extend_schema_field(MixEntrySerializer(many=True))
    def get_tracks(self, mix: Mix) -> Any:
        return MixEntrySerializer(self._entries(mix), many=True, context=self.context).data


class SaveSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True, validators=[one_line]
    )
