"""One's own listens as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import renderers, serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.insights.listens_file import COLUMNS, csv_lines, listens_between
from analytics.settings import zone_of
from config.openapi import PROBLEM_SCHEMA


class CsvRenderer(renderers.BaseRenderer):
    """So that `Accept: text/csv` is understood. Only errors come here, and they are JSON."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return renderers.JSONRenderer().render(data)


# Days that have a midnight in every time zone.
_SENSIBLE = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class DaysSerializer(serializers.Serializer[Any]):
    first_day = serializers.DateField(required=False, validators=_SENSIBLE)
    last_day = serializers.DateField(required=False, validators=_SENSIBLE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "first_day" in attrs and "last_day" in attrs and attrs["first_day"] > attrs["last_day"]:
            raise serializers.ValidationError({"last_day": "This is before first_day."}, code="invalid")
        return attrs


class ListensFileView(APIView):
    renderer_classes = [renderers.JSONRenderer, CsvRenderer]

    @extend_schema(
        operation_id="analytics_me_listens_csv",
        summary="Own listens as CSV",
        description=(
            "Plays and skips, the oldest first, all of them or those of some days of your time zone. The first line "
            f"names the columns: {', '.join(f'`{name}`' for name in COLUMNS)}. `timestamp` is in UTC, `local_time` on "
            "your clock, times ending in `_ms` in milliseconds. Text that a spreadsheet would take for a formula has "
            "an apostrophe before it."
        ),
        tags=["Analytics"],
        parameters=[
            OpenApiParameter("first_day", OpenApiTypes.DATE, description="From this day on."),
            OpenApiParameter("last_day", OpenApiTypes.DATE, description="Up to this day, which is included."),
        ],
        responses={
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "UTF-8, lines ended by CR LF."),
            404: OpenApiResponse(PROBLEM_SCHEMA, "There is no such `format`."),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        form = DaysSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        days, user = form.validated_data, listener(request)
        zone = zone_of(user)
        rows = listens_between(user, first=days.get("first_day"), last=days.get("last_day"), zone=zone)
        response = StreamingHttpResponse(csv_lines(rows, zone), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="listens.csv"'
        response["Cache-Control"] = "private, no-store"
        return response
