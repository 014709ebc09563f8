"""Reporting what others wrote or named, and what became of one's reports."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import listener
from accounts.moderation import serializers as shapes
from accounts.moderation.models import Report
from accounts.moderation.reporting import report
from config.errors import PROBLEM_JSON

TAGS = ["Moderation"]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FORM = {
    "kind": "comment",
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "reason": "harassment",
    "note": "The third time today.",
}
_REPORT = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e60",
    "kind": "comment",
    "content_id": _FORM["id"],
    "reason": "harassment",
    "note": _FORM["note"],
    "state": "open",
    "created_at": "2026-11-21T10:00:00Z",
    "answered_at": None,
}


class ReportFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(shapes.REPORT_STATES, required=False)


class Reports(generics.ListAPIView[Report]):
    serializer_class = shapes.ReportSerializer
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        form = ReportFilters(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        mine = Report.objects.visible_to(listener(self.request))
        state = form.validated_data.get("state")
        return mine.filter(answer="" if state == "open" else state) if state else mine

    @extend_schema(
        operation_id="reports_list",
        summary="Own reports",
        description="The latest first, with what became of them: `open`, then `acted` or `dismissed`.",
        tags=TAGS,
        parameters=[OpenApiParameter("state", str, enum=shapes.REPORT_STATES, description="Only those that stand so.")],
        examples=[OpenApiExample("Report", _REPORT, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="reports_create",
        summary="Report something",
        description=(
            "What somebody wrote or named and you can see. Moderators look at it; its author is not told who reported "
            "it. Reporting again what you have an open report of changes nothing. What enough listeners report is "
            "hidden until a moderator has decided."
        ),
        tags=TAGS,
        request=shapes.ReportFormSerializer,
        responses={
            200: OpenApiResponse(shapes.ReportSerializer, "You have an open report of it."),
            201: shapes.ReportSerializer,
            (404, PROBLEM_JSON): OpenApiResponse(PROBLEM, "It is not there, or not for you (`content_not_found`)."),
        },
        examples=[
            OpenApiExample("Form", _FORM, request_only=True),
            OpenApiExample("Report", _REPORT, response_only=True, status_codes=["200", "201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.ReportFormSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        made, is_new = report(
            reporter=listener(request),
            kind=said["kind"],
            content_id=said["id"],
            reason=said["reason"],
            note=said["note"],
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(self.get_serializer(made).data, status=code)
