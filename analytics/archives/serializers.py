"""Shapes of history that is taken along, and of archives that are brought."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from analytics.archives.exporting import FORMATS
from analytics.archives.models import HistoryImport
from analytics.archives.report import KEYS
from config.jobs.file_views import MadeFileSerializer

Shape = serializers.Serializer[Any]


class HistoryExportRequestSerializer(Shape):
    file_format = serializers.ChoiceField(list(FORMATS))


class HistoryExportSerializer(MadeFileSerializer):
    download_route: ClassVar[str] = "history-export-download"


class HistoryImportRequestSerializer(Shape):
    file = serializers.FileField(
        allow_empty_file=False,
        help_text="Spotify's zip, ListenBrainz' zip or JSON lines, or history as CSV; up to 256 MiB.",
    )


class UnmatchedSerializer(Shape):
    artist_name = serializers.CharField(read_only=True)
    track_title = serializers.CharField(read_only=True)
    reason = serializers.CharField(
        read_only=True,
        help_text="`not_found`; `ambiguous`: several could be meant; `unavailable`: nobody could be asked.",
    )
    listens = serializers.IntegerField(read_only=True)


class HistoryImportSerializer(serializers.ModelSerializer[HistoryImport]):
    id = serializers.UUIDField(source="job_id", read_only=True)
    state = serializers.CharField(source="job.state", read_only=True)
    done = serializers.IntegerField(source="job.done", read_only=True, help_text="Entries dealt with.")
    total = serializers.IntegerField(source="job.total", read_only=True, help_text="Entries in all; 0 while unknown.")
    error = serializers.SerializerMethodField(help_text="Empty, or why the file was not read.")
    created_at = serializers.DateTimeField(source="job.created_at", read_only=True)
    finished_at = serializers.DateTimeField(source="job.finished_at", read_only=True, allow_null=True)
    counts = serializers.SerializerMethodField(help_text="Entries by what became of them; `duplicate` were there.")

    class Meta:
        model = HistoryImport
        fields: tuple[str, ...] = (
            "id", "state", "done", "total", "error", "created_at", "finished_at", "file_name", "counts",
        )  # fmt: skip
        read_only_fields = fields

    def get_error(self, row: HistoryImport) -> str:
        if row.job.state == "failed":
            return "It was given up: the storage could not be reached. Upload the file again."
        bad: str = row.job.result.get("bad_archive", "")
        return bad

    def get_counts(self, row: HistoryImport) -> dict[str, int]:
        return {key: row.counts.get(key, 0) for key in KEYS}


class HistoryImportWithUnmatchedSerializer(HistoryImportSerializer):
    unmatched = serializers.SerializerMethodField(help_text="Tracks that were not recognised, 500 at most.")

    class Meta(HistoryImportSerializer.Meta):
        fields = (*HistoryImportSerializer.Meta.fields, "unmatched")
        read_only_fields = fields

    def get_unmatched(self, row: HistoryImport) -> list[dict[str, Any]]:
        names = ("artist_name", "track_title", "reason", "listens")
        return [dict(zip(names, each, strict=True)) for each in sorted(row.unmatched, key=lambda each: -each[3])]
