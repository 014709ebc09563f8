"""Shapes of imports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.models import Track
from playlists.importing.models import ImportRun, Item, Source
from playlists.importing.progress import sources_of, summed

MOST_NAMED = 500
"""Playlists that one request may name."""

_PLAYLIST = re.compile(
    r"(?:spotify:playlist:|https://open\.spotify\.com/(?:intl-[a-z]+/)?playlist/)?([0-9A-Za-z]{22})(?:\?.*)?", re.ASCII
)


class PlaylistReferenceField(serializers.CharField):
    """An id, a `spotify:playlist:` address, or a link; read as the id."""

    def to_internal_value(self, data: Any) -> str:
        found = _PLAYLIST.fullmatch(super().to_internal_value(data))
        if not found:
            raise serializers.ValidationError("Give the id or the link of a Spotify playlist.", code="invalid")
        return found[1]


class ImportFormSerializer(serializers.Serializer[Any]):
    include = serializers.MultipleChoiceField(
        choices=Source.Kind.choices,
        required=False,
        allow_empty=False,
        help_text="What to import. Everything unless given; only the playlists that are named when those are.",
    )
    playlists = serializers.ListField(
        child=PlaylistReferenceField(max_length=200),
        required=False,
        allow_empty=False,
        max_length=MOST_NAMED,
        help_text="Only these of the playlists: ids or links.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Work everything out, and change nothing.")

    def wanted(self) -> dict[str, Any]:
        """As `ImportRun.wanted` keeps it."""
        named = list(dict.fromkeys(self.validated_data.get("playlists", ())))
        kinds = set(self.validated_data.get("include", () if named else Source.Kind.values))
        wanted: dict[str, Any] = {kind.value: kind.value in kinds for kind in Source.Kind if kind != "playlist"}
        return {**wanted, "playlists": named or "playlist" in kinds}


class CountsSerializer(serializers.Serializer[Any]):
    """Every key may be missing, and is 0 then."""

    id = serializers.IntegerField(required=False, help_text="Matched by Spotify's own id.")
    isrc = serializers.IntegerField(required=False, help_text="Matched by ISRC.")
    name = serializers.IntegerField(required=False, help_text="Matched by artist, title and duration.")
    hand = serializers.IntegerField(required=False, help_text="Matched by hand.")
    ambiguous = serializers.IntegerField(required=False, help_text="Several tracks are equally likely.")
    not_found = serializers.IntegerField(required=False, help_text="The catalogue has no such track.")
    local_file = serializers.IntegerField(required=False, help_text="A file of the listener's own.")
    episode = serializers.IntegerField(required=False, help_text="Of a podcast.")
    gone = serializers.IntegerField(required=False, help_text="No longer available at Spotify.")
    waiting = serializers.IntegerField(required=False, help_text="Not tried yet.")


class ChangesSerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField(help_text="Items read by this import.")
    repeats = serializers.IntegerField(help_text="Of those, stood there more than once.")
    counts = CountsSerializer(help_text="What became of them; a key is there when it is above 0.")
    added = serializers.IntegerField()
    removed = serializers.IntegerField(help_text="Removed at Spotify, and therefore here.")
    left_out = serializers.IntegerField(help_text="Removed here before, and not put back.")
    full = serializers.IntegerField(help_text="Found no room.")


class SourceSerializer(ChangesSerializer):
    kind = serializers.ChoiceField(choices=Source.Kind.choices)
    spotify_id = serializers.CharField(allow_blank=True, help_text="Of a playlist its id, of top tracks their term.")
    name = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=Source.Stage.choices)
    reason = serializers.CharField(
        allow_blank=True,
        help_text=(
            "`unchanged` since the last import; `deleted_here`; `forbidden`: only a playlist's owner and those who "
            "collaborate in it may read it, or a permission is missing; `not_found`."
        ),
    )
    total = serializers.IntegerField(allow_null=True, help_text="Items, as Spotify says.")
    playlist_id = serializers.UUIDField(allow_null=True, help_text="Ours, once it is there.")


class TotalsSerializer(ChangesSerializer):
    sources = serializers.IntegerField()
    sources_done = serializers.IntegerField()


class ImportRowSerializer(serializers.ModelSerializer[ImportRun]):
    """Without its sources."""

    include = serializers.SerializerMethodField()
    playlists = serializers.SerializerMethodField(help_text="Those that were named; empty for all.")

    class Meta:
        model = ImportRun
        fields = [
            "id", "state", "dry_run", "include", "playlists", "error_code", "error", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_include(self, run: ImportRun) -> list[str]:
        return [kind.value for kind in Source.Kind if run.wanted.get("playlists" if kind == "playlist" else kind.value)]

    def get_playlists(self, run: ImportRun) -> list[str]:
        named = run.wanted.get("playlists")
        return list(named) if isinstance(named, list) else []


class ImportSerializer(ImportRowSerializer):
    """With them, as far as no later import deals with them; ``totals`` stay what they were when it ended."""

    totals = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()

    class Meta(ImportRowSerializer.Meta):
        fields = [*ImportRowSerializer.Meta.fields, "totals", "sources"]
        read_only_fields = fields

    def to_representation(self, instance: ImportRun) -> dict[str, Any]:
        self._sources = sources_of(instance)
        return super().to_representation(instance)

    @extend_schema_field(TotalsSerializer)
    def get_totals(self, run: ImportRun) -> dict[str, Any]:
        return run.totals or summed(self._sources)

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, run: ImportRun) -> list[dict[str, Any]]:
        return list(SourceSerializer(self._sources, many=True).data)


class CandidateSerializer(serializers.Serializer[Any]):
    track_id = serializers.CharField()
    track_title = serializers.CharField()
    artist_name = serializers.CharField()


class UnmatchedSerializer(serializers.ModelSerializer[Item]):
    """``context["tracks"]`` are the candidates of the page, by id."""

    source = serializers.CharField(source="source.name")  # type: ignore[assignment]  # a field of the answer
    playlist_id = serializers.UUIDField(source="source.playlist_id", allow_null=True)
    reason = serializers.CharField(source="how")
    artists = serializers.ListField(child=serializers.CharField())
    candidates = serializers.SerializerMethodField()

    class Meta:
        model = Item
        fields = [
            "id", "source", "playlist_id", "position", "title", "artists", "album", "duration_ms", "isrc", "reason",
            "candidates",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CandidateSerializer(many=True))
    def get_candidates(self, item: Item) -> list[dict[str, str]]:
        tracks: Mapping[str, Track] = self.context["tracks"]
        return [
            {"track_id": each, "track_title": tracks[each].title, "artist_name": tracks[each].artist.name}
            for each in item.candidates
            if each in tracks
        ]


class HandMatchSerializer(serializers.Serializer[Any]):
    track_id = serializers.CharField(max_length=80, help_text="Of the catalogue.")


class MatchedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    track_id = serializers.CharField()
    track_title = serializers.CharField()
    artist_name = serializers.CharField()
    playlist_id = serializers.UUIDField(allow_null=True, help_text="Where it was added.")
