"""History as files to take along."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.archives import exporting
from analytics.archives.exporting import FORMATS
from analytics.archives.serializers import HistoryExportRequestSerializer, HistoryExportSerializer
from config.errors import PROBLEM_JSON
from config.jobs.file_views import made_file_response
from config.jobs.models import Job, JobQuerySet

TAGS = ["History files"]
_ID = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_DONE = {
    "id": _ID,
    "state": "done",
    "done": 52140,
    "total": 52140,
    "error": "",
    "created_at": "2026-11-21T10:00:00Z",
    "finished_at": "2026-11-21T10:00:01Z",
    "file_format": "csv",
    "expires_at": "2026-11-22T10:00:01Z",
    "size": 6_291_456,
    "download_url": f"https://playpod.example/api/analytics/history/exports/{_ID}/download/",
}


class HistoryExports(generics.ListAPIView[Job]):
    """The listener's exports of history, and the making of new ones."""

    serializer_class = HistoryExportSerializer

    def get_queryset(self) -> JobQuerySet:
        return exporting.exports_of(listener(self.request))

    @extend_schema(
        operation_id="history_exports_list",
        summary="List history exports",
        description="Those of the last 30 days, the newest first. Their files are there for 24 hours.",
        tags=TAGS,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="history_exports_create",
        summary="Export history to a file",
        description=(
            "Every listen, the oldest first: `csv` with skips, or `listenbrainz`, a JSON object a line, without. "
            "While one of the same format is being made, the same one is answered."
        ),
        tags=TAGS,
        request=HistoryExportRequestSerializer,
        responses={202: HistoryExportSerializer},
        examples=[
            OpenApiExample("As CSV", {"file_format": "csv"}, request_only=True),
            OpenApiExample("Done", _DONE, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        user = listener(request)
        asked = HistoryExportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = exporting.start_export(user=user, file_format=asked.validated_data["file_format"])
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


class OneHistoryExport(APIView):
    @extend_schema(
        operation_id="history_exports_retrieve",
        summary="Get a history export",
        description="How far it is, and when it is done, where the file is and until when.",
        tags=TAGS,
        responses=HistoryExportSerializer,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        job = exporting.find_export(user=listener(request), job_id=job_id)
        return Response(HistoryExportSerializer(job, context={"request": request}).data)


class HistoryExportDownload(APIView):
    @extend_schema(
        operation_id="history_exports_download",
        summary="Download exported history",
        description="The file, for whoever asked for it, for 24 hours. Understands `Range`.",
        tags=TAGS,
        responses={
            **{(200, content_type.partition(";")[0]): bytes for _, _, content_type in FORMATS.values()},
            (206, "application/octet-stream"): OpenApiResponse(bytes, "The part that `Range` asked for."),
            (409, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "It is still being made (`file_not_ready`)."),
            416: OpenApiResponse(None, "The range begins past the end of the file."),
            (503, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "The file storage cannot be reached."),
        },
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        job = exporting.find_export(user=listener(request), job_id=job_id)
        return made_file_response(job, request, content_type=FORMATS[job.arguments["format"]][2])
