"""History out of archives: uploading, watching, cancelling."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.archives import serializers as shapes
from analytics.archives.export_views import TAGS
from analytics.archives.models import HistoryImport
from analytics.archives.starting import ArchiveParser, cancel_import, find_import, imports_of, start_import
from config.jobs.errors import JobFinished
from config.openapi import PROBLEM_SCHEMA


class HistoryImports(generics.ListAPIView[HistoryImport]):
    """The listener's imports, and the beginning of new ones."""

    serializer_class = shapes.HistoryImportSerializer
    parser_classes = [ArchiveParser]

    def get_queryset(self) -> QuerySet[HistoryImport]:
        found: QuerySet[HistoryImport] = imports_of(listener(self.request))
        return found

    @extend_schema(
        operation_id="history_imports_list",
        summary="List history imports",
        description="Those of the last 30 days, the newest first.",
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="history_imports_create",
        summary="Import history",
        description=(
            "Spotify's extended streaming history (the zip as Spotify sends it, or one of its JSON files), "
            "ListenBrainz' export (zip or JSON lines), or CSV as this server writes it. Listens that are there already "
            "are not recorded again, and neither are podcasts, audiobooks and private sessions. One at a time; 409 "
            "`private_session` while yours is on."
        ),
        tags=TAGS,
        request={"multipart/form-data": shapes.HistoryImportRequestSerializer},
        responses={202: shapes.HistoryImportSerializer},
    )
    def post(self, request: Request) -> Response:
        form = shapes.HistoryImportRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = start_import(user=listener(request), upload=form.validated_data["file"])
        return Response(shapes.HistoryImportSerializer(row).data, status=status.HTTP_202_ACCEPTED)


class OneHistoryImport(APIView):
    @extend_schema(
        operation_id="history_imports_retrieve",
        summary="Get a history import",
        description="How far it is, what became of the entries, and which tracks were not recognised.",
        tags=TAGS,
        responses=shapes.HistoryImportWithUnmatchedSerializer,
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        row = find_import(user=listener(request), job_id=job_id)
        return Response(shapes.HistoryImportWithUnmatchedSerializer(row).data)

    @extend_schema(
        operation_id="history_imports_cancel",
        summary="Cancel a history import",
        description="It stops soon, its file is removed; what was recorded stays. 409 `job_finished` once it ended.",
        tags=TAGS,
        responses={204: None, 409: OpenApiResponse(PROBLEM_SCHEMA, "It has ended already.")},
    )
    def delete(self, request: Request, job_id: UUID) -> Response:
        if not cancel_import(find_import(user=listener(request), job_id=job_id)):
            raise JobFinished
        return Response(status=status.HTTP_204_NO_CONTENT)
