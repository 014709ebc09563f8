"""Playlists as files to take along."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.errors import PROBLEM_JSON
from config.jobs.file_views import made_file_response
from config.jobs.models import Job, JobQuerySet
from config.openapi import PROBLEM_SCHEMA
from playlists.files import exporting
from playlists.files.formats.table import FORMATS
from playlists.files.serializers import ExportRequestSerializer, PlaylistExportSerializer
from playlists.models import Playlist

TAGS = ["Playlist files"]
_ID = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_PLAYLIST = "0199d7a2-6f3e-7c41-9b0e-3d5a8c1f2e64"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_DONE = {
    "id": _ID,
    "state": "done",
    "done": 412,
    "total": 412,
    "error": "",
    "created_at": "2026-11-21T10:00:00Z",
    "finished_at": "2026-11-21T10:00:01Z",
    "file_format": "xspf",
    "expires_at": "2026-11-22T10:00:01Z",
    "size": 81_920,
    "download_url": f"https://playpod.example/api/playlists/files/exports/{_ID}/download/",
    "playlist_id": _PLAYLIST,
}


class PlaylistExports(generics.ListAPIView[Job]):
    """The listener's exports of playlists, and the making of new ones."""

    serializer_class = PlaylistExportSerializer

    def get_queryset(self) -> JobQuerySet:
        return exporting.exports_of(listener(self.request))

    @extend_schema(
        operation_id="playlist_exports_list",
        summary="List playlist exports",
        description="Those of the last 30 days, the newest first. Their files are there for 24 hours.",
        tags=TAGS,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="playlist_exports_create",
        summary="Export a playlist to a file",
        description=(
            "As M3U8, XSPF, JSPF, or CSV with Exportify's columns. While one of the same playlist and format is being "
            "made, the same one is answered."
        ),
        tags=TAGS,
        request=ExportRequestSerializer,
        responses={
            202: PlaylistExportSerializer,
            404: OpenApiResponse(PROBLEM_SCHEMA, "There is no such playlist."),
        },
        examples=[
            OpenApiExample("As XSPF", {"playlist_id": _PLAYLIST, "file_format": "xspf"}, request_only=True),
            OpenApiExample("Done", _DONE, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        user = listener(request)
        asked = ExportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        playlist = Playlist.objects.readable_by(user, asked.validated_data["playlist_id"])
        job = exporting.start_export(user=user, playlist=playlist, file_format=asked.validated_data["file_format"])
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


class OnePlaylistExport(APIView):
    @extend_schema(
        operation_id="playlist_exports_retrieve",
        summary="Get a playlist export",
        description="How far it is, and when it is done, where the file is and until when.",
        tags=TAGS,
        responses=PlaylistExportSerializer,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        job = exporting.find_export(user=listener(request), job_id=job_id)
        return Response(PlaylistExportSerializer(job, context={"request": request}).data)


class PlaylistExportDownload(APIView):
    @extend_schema(
        operation_id="playlist_exports_download",
        summary="Download an exported playlist",
        description="The file, for whoever asked for it, for 24 hours. Understands `Range`.",
        tags=TAGS,
        responses={
            **{(200, each.content_type.partition(";")[0]): bytes for each in FORMATS.values()},
            (206, "application/octet-stream"): OpenApiResponse(bytes, "The part that `Range` asked for."),
            (409, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "It is still being made (`file_not_ready`)."),
            416: OpenApiResponse(None, "The range begins past the end of the file."),
            (503, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "The file storage cannot be reached."),
        },
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        job = exporting.find_export(user=listener(request), job_id=job_id)
        return made_file_response(job, request, content_type=FORMATS[job.arguments["format"]].content_type)
