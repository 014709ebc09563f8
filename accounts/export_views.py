"""Everything about oneself, as one file."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts import exports
from accounts.authentication import listener
from accounts.origin import origin_of
from config.byte_ranges import ranged_response
from config.errors import PROBLEM_JSON
from config.jobs.models import Job, JobQuerySet

TAGS = ["Accounts"]
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_ID = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_WAITING = {
    "id": _ID,
    "state": "queued",
    "done": 0,
    "total": 0,
    "error": "",
    "created_at": "2026-11-21T10:00:00Z",
    "finished_at": None,
    "expires_at": None,
    "size": None,
    "download_url": None,
}
_DONE = {
    **_WAITING,
    "state": "done",
    "done": 1520,
    "total": 1520,
    "finished_at": "2026-11-21T10:00:04Z",
    "expires_at": "2026-11-22T10:00:04Z",
    "size": 81_920,
    "download_url": f"https://playpod.example/api/accounts/export/{_ID}/download/",
}


class ExportSerializer(serializers.ModelSerializer[Job]):
    error = serializers.SerializerMethodField(help_text="Empty unless `state` is `failed`.")
    expires_at = serializers.SerializerMethodField(help_text="When the file goes; null before there is one.")
    size = serializers.SerializerMethodField(help_text="Bytes; null before there is a file.")
    download_url = serializers.SerializerMethodField(help_text="Null unless the file is there.")

    class Meta:
        model = Job
        fields = [
            "id", "state", "done", "total", "error", "created_at", "finished_at", "expires_at", "size", "download_url",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "done": {"help_text": "Rows written."},
            "total": {"help_text": "Rows in all; 0 while unknown."},
        }

    def get_error(self, job: Job) -> str:
        return "It could not be made. Ask for a new one." if job.state == Job.State.FAILED else ""

    def get_expires_at(self, job: Job) -> datetime | None:
        return exports.expires_at(job)

    def get_size(self, job: Job) -> int | None:
        size: int | None = job.result.get("size")
        return size

    def get_download_url(self, job: Job) -> str | None:
        if not exports.is_there(job):
            return None
        return str(reverse("export-download", kwargs={"job_id": job.pk}, request=self.context["request"]))


class Exports(generics.ListAPIView[Job]):
    """The listener's exports, and the making of new ones."""

    serializer_class = ExportSerializer

    def get_queryset(self) -> JobQuerySet:
        return exports.exports_of(listener(self.request))

    @extend_schema(
        operation_id="accounts_export_list",
        summary="List exports",
        description="Those of the last 30 days, the newest first.",
        tags=TAGS,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="accounts_export_create",
        summary="Export everything",
        description=(
            "Begins to pack all that this server knows about you: profile, playlists, favourites, queue, history, "
            "sessions, API keys (not the keys themselves) and jobs, as JSON and CSV in a zip, with your pictures. "
            "While one is being made the same one is answered. A new export replaces the file of the one before."
        ),
        tags=TAGS,
        request=None,
        responses={202: ExportSerializer},
        examples=[OpenApiExample("Queued", _WAITING, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request) -> Response:
        job = exports.start_export(user=listener(request), origin=origin_of(request))
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


class OneExport(APIView):
    @extend_schema(
        operation_id="accounts_export_retrieve",
        summary="Get an export",
        description="How far it is, and when it is done, where the file is and until when.",
        tags=TAGS,
        responses=ExportSerializer,
        examples=[OpenApiExample("Done", _DONE, response_only=True)],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        job = exports.find_export(user=listener(request), job_id=job_id)
        return Response(ExportSerializer(job, context={"request": request}).data)


class ExportDownload(APIView):
    @extend_schema(
        operation_id="accounts_export_download",
        summary="Download an export",
        description="The zip, for whoever asked for it, for 24 hours. Understands `Range`.",
        tags=TAGS,
        responses={
            (200, "application/zip"): bytes,
            (206, "application/zip"): OpenApiResponse(bytes, "The part that `Range` asked for."),
            (409, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "It is still being made (`export_not_ready`)."),
            416: OpenApiResponse(None, "The range begins past the end of the file."),
            (503, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "The file storage cannot be reached."),
        },
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        job = exports.find_export(user=listener(request), job_id=job_id)
        file = exports.open_export(job)
        asked = request.headers.get("Range", "")
        stream = cast(BinaryIO, file.file)
        response = ranged_response(stream, size=job.result["size"], content_type="application/zip", asked=asked)
        response["Content-Disposition"] = f'attachment; filename="playpod-export-{job.created_at:%Y-%m-%d}.zip"'
        response["Cache-Control"] = "private, no-store"
        return response
