"""Playlists out of files: uploading, watching, cancelling, and choosing what could not be recognised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.jobs.errors import JobFinished
from config.jobs.services import cancel
from config.openapi import PROBLEM_SCHEMA
from playlists.files import serializers as shapes
from playlists.files.by_hand import match_by_hand
from playlists.files.export_views import TAGS
from playlists.files.models import FileImport, ImportedTrack
from playlists.files.starting import PlaylistFileParser, Upload, find_import, imports_of, start_import
from playlists.models import Playlist

STATE = OpenApiParameter("state", str, enum=list(ImportedTrack.State.values), description="Only those in this state.")


class PlaylistImports(generics.ListAPIView[FileImport]):
    """The listener's imports, and the beginning of new ones."""

    serializer_class = shapes.PlaylistImportSerializer
    parser_classes = [PlaylistFileParser]

    def get_queryset(self) -> QuerySet[FileImport]:
        found: QuerySet[FileImport] = imports_of(listener(self.request))
        return found

    @extend_schema(
        operation_id="playlist_imports_list",
        summary="List playlist imports",
        description="Those of the last 30 days, the newest first.",
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="playlist_imports_create",
        summary="Import a playlist file",
        description=(
            "M3U, M3U8, XSPF, JSPF, or CSV as Exportify writes it, with up to 10,000 tracks. The file is read at once; "
            "its tracks are looked for in the background, by id, ISRC or name, and added in its order to a new private "
            "playlist, or to the one named by `playlist_id`. What is not recognised stays listed and can be chosen."
        ),
        tags=TAGS,
        request={"multipart/form-data": shapes.ImportRequestSerializer},
        responses={
            202: shapes.PlaylistImportSerializer,
            404: OpenApiResponse(PROBLEM_SCHEMA, "There is no such playlist to add to."),
        },
    )
    def post(self, request: Request) -> Response:
        user = listener(request)
        form = shapes.ImportRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked: dict[str, Any] = form.validated_data
        target = Playlist.objects.editable_by(user, asked["playlist_id"]) if "playlist_id" in asked else None
        upload = Upload(
            asked["file"], asked.get("file_format", ""), asked.get("name", ""), target, is_dry_run=asked["dry_run"]
        )
        file_import = start_import(user=user, upload=upload)
        return Response(shapes.PlaylistImportSerializer(file_import).data, status=status.HTTP_202_ACCEPTED)


class OnePlaylistImport(APIView):
    @extend_schema(
        operation_id="playlist_imports_retrieve",
        summary="Get a playlist import",
        description="How far it is, and what became of the file's tracks.",
        tags=TAGS,
        responses=shapes.PlaylistImportWithCountsSerializer,
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        file_import = find_import(user=listener(request), job_id=job_id)
        return Response(shapes.PlaylistImportWithCountsSerializer(file_import).data)

    @extend_schema(
        operation_id="playlist_imports_cancel",
        summary="Cancel a playlist import",
        description="It stops soon; what was added stays. 409 `job_finished` when it has ended already.",
        tags=TAGS,
        responses={204: None, 409: OpenApiResponse(PROBLEM_SCHEMA, "It has ended already.")},
    )
    def delete(self, request: Request, job_id: UUID) -> Response:
        file_import = find_import(user=listener(request), job_id=job_id)
        if not cancel(job=file_import.job):
            raise JobFinished
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportedTracks(generics.ListAPIView[ImportedTrack]):
    serializer_class = shapes.ImportedTrackSerializer

    def get_queryset(self) -> QuerySet[ImportedTrack]:
        file_import = find_import(user=listener(self.request), job_id=self.kwargs["job_id"])
        tracks = file_import.tracks.select_related("track").order_by("position")
        state = self.request.query_params.get("state", "")
        if state and state not in ImportedTrack.State.values:
            raise serializers.ValidationError({"state": [f"One of {', '.join(ImportedTrack.State.values)}."]})
        return tracks.filter(state=state) if state else tracks

    @extend_schema(
        operation_id="playlist_imports_tracks",
        summary="List the tracks of an imported file",
        description="In the file's order: what each line named, and what became of it.",
        tags=TAGS,
        parameters=[STATE],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MatchImportedTrack(APIView):
    @extend_schema(
        operation_id="playlist_imports_match",
        summary="Choose the track of a line",
        description=(
            "For a line that is `ambiguous`, `not_found` or `unavailable`: the track is added to the playlist where "
            "the file has it. 409 `already_matched` for other lines, 409 `playlist_gone` when there is no playlist to "
            "add it to."
        ),
        tags=TAGS,
        request=shapes.ChosenTrackSerializer,
        responses={
            200: shapes.ImportedTrackSerializer,
            409: OpenApiResponse(PROBLEM_SCHEMA, "`already_matched`, or `playlist_gone`."),
        },
        examples=[OpenApiExample("By id", {"track_id": "3135556"}, request_only=True)],
    )
    def post(self, request: Request, job_id: UUID, item_id: UUID) -> Response:
        user = listener(request)
        file_import = find_import(user=user, job_id=job_id)
        chosen = shapes.ChosenTrackSerializer(data=request.data)
        chosen.is_valid(raise_exception=True)
        row = match_by_hand(
            file_import=file_import, row_id=item_id, catalogue_id=chosen.validated_data["track_id"], by=user
        )
        return Response(shapes.ImportedTrackSerializer(row).data)
