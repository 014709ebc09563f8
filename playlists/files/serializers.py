"""Shapes of playlist files that are read and made."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from catalogue.serializers import CatalogueIdField
from config.jobs.file_views import MadeFileSerializer
from playlists.files.formats.table import CHOICES
from playlists.files.importing import counts_of
from playlists.files.models import FileImport, ImportedTrack
from playlists.serializers import one_line

Shape = serializers.Serializer[Any]


class ExportRequestSerializer(Shape):
    playlist_id = serializers.UUIDField(help_text="Any playlist that you can read.")
    file_format = serializers.ChoiceField(CHOICES)


class PlaylistExportSerializer(MadeFileSerializer):
    download_route: ClassVar[str] = "playlist-export-download"
    failed_because: ClassVar[str] = "It could not be made: the playlist is gone, or the storage failed. Ask anew."
    playlist_id = serializers.UUIDField(source="arguments.playlist", read_only=True)

    class Meta(MadeFileSerializer.Meta):
        fields = (*MadeFileSerializer.Meta.fields, "playlist_id")
        read_only_fields = fields


class ImportRequestSerializer(Shape):
    file = serializers.FileField(allow_empty_file=False, help_text="M3U8, XSPF, JSPF or Exportify's CSV, up to 8 MiB.")
    file_format = serializers.ChoiceField(CHOICES, required=False, help_text="Found out where it is left out.")
    name = serializers.CharField(max_length=200, required=False, validators=[one_line])
    playlist_id = serializers.UUIDField(
        required=False, help_text="A playlist to add to that is yours or that you edit, not to make one."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Say what would be found, and change nothing.")


class FileCountsSerializer(Shape):
    """Tracks of the file by what became of them, and those that were recognised by how."""

    waiting = serializers.IntegerField(read_only=True)
    found = serializers.IntegerField(read_only=True, help_text="Recognised and not added: a dry run, or not yet.")
    added = serializers.IntegerField(read_only=True)
    already_there = serializers.IntegerField(read_only=True, help_text="In the playlist before, or twice in the file.")
    no_room = serializers.IntegerField(read_only=True)
    ambiguous = serializers.IntegerField(read_only=True)
    not_found = serializers.IntegerField(read_only=True)
    unavailable = serializers.IntegerField(read_only=True, help_text="The music service could not be asked.")
    by_id = serializers.IntegerField(read_only=True)
    by_isrc = serializers.IntegerField(read_only=True)
    by_name = serializers.IntegerField(read_only=True)
    by_hand = serializers.IntegerField(read_only=True)


class PlaylistImportSerializer(serializers.ModelSerializer[FileImport]):
    id = serializers.UUIDField(source="job_id", read_only=True)
    state = serializers.CharField(source="job.state", read_only=True)
    done = serializers.IntegerField(source="job.done", read_only=True, help_text="Tracks looked for.")
    total = serializers.IntegerField(source="job.total", read_only=True, help_text="Tracks in the file.")
    error = serializers.SerializerMethodField(help_text="Empty unless `state` is `failed`.")
    created_at = serializers.DateTimeField(source="job.created_at", read_only=True)
    finished_at = serializers.DateTimeField(source="job.finished_at", read_only=True, allow_null=True)
    file_format = serializers.CharField(source="format", read_only=True)
    dry_run = serializers.BooleanField(source="is_dry_run", read_only=True)
    playlist_id = serializers.SerializerMethodField(help_text="Null in a dry run, and when it was deleted.")

    class Meta:
        model = FileImport
        fields: tuple[str, ...] = (
            "id", "state", "done", "total", "error", "created_at", "finished_at", "file_name", "file_format", "name",
            "playlist_id", "dry_run",
        )  # fmt: skip
        read_only_fields = fields

    def get_error(self, file_import: FileImport) -> str:
        failed = file_import.job.state == "failed"
        return "It was given up: the playlist is gone. Import the file anew." if failed else ""

    def get_playlist_id(self, file_import: FileImport) -> UUID | None:
        return file_import.playlist_id


class PlaylistImportWithCountsSerializer(PlaylistImportSerializer):
    counts = serializers.SerializerMethodField()

    class Meta(PlaylistImportSerializer.Meta):
        fields = (*PlaylistImportSerializer.Meta.fields, "counts")
        read_only_fields = fields

    def get_counts(self, file_import: FileImport) -> FileCountsSerializer:
        return counts_of(file_import)  # type: ignore[return-value]  # the annotation is the document's


class ImportedTrackSerializer(serializers.ModelSerializer[ImportedTrack]):
    """As the file has it, and the catalogue's track where there is one."""

    artists = serializers.ListField(child=serializers.CharField(), read_only=True)
    state = serializers.CharField(read_only=True, help_text=f"One of {', '.join(ImportedTrack.State.values)}.")
    track_id = serializers.SerializerMethodField(help_text="Null where nothing was recognised.")
    matched_by = serializers.CharField(read_only=True, help_text="`id`, `isrc`, `name`, `hand`, or empty.")
    candidates = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Of an ambiguous one: ids to choose from."
    )

    class Meta:
        model = ImportedTrack
        fields = (
            "id", "position", "title", "artists", "album", "duration_ms", "isrc", "state", "matched_by", "track_id",
            "candidates",
        )  # fmt: skip
        read_only_fields = fields

    def get_track_id(self, row: ImportedTrack) -> str | None:
        return str(row.track.catalogue_id) if row.track else None


class ChosenTrackSerializer(Shape):
    track_id = CatalogueIdField()
