"""Reporting what was heard, and reading and deleting it."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics import serializers as shapes
from analytics.activities import examples
from analytics.activities.listing import DEFAULT_LIMIT, MAX_LIMIT, page_of
from analytics.activities.removing import delete_activity, delete_period
from analytics.activities.reporting import report, report_all
from analytics.models import Activity
from analytics.recording import State

TAGS = ["Analytics"]
_NEW = OpenApiExample("A listen", examples.NEW, request_only=True)
_PAGING = [
    OpenApiParameter("limit", OpenApiTypes.INT, description=f"{DEFAULT_LIMIT} if not given, {MAX_LIMIT} at most."),
    OpenApiParameter("before", OpenApiTypes.STR, description="Where the page goes on: out of the `Link` header."),
]
_PERIOD = [
    OpenApiParameter("since", OpenApiTypes.DATETIME, required=True),
    OpenApiParameter("until", OpenApiTypes.DATETIME, required=True, description="Not in the period any more."),
]


class ActivitiesView(APIView):
    @extend_schema(
        operation_id="analytics_activity_list",
        summary="List the own activities",
        description="The newest first. The `Link` header leads to the next page, as long as there is one.",
        tags=TAGS,
        parameters=_PAGING,
        responses=shapes.ActivitySerializer(many=True),
        examples=[OpenApiExample("Activity", examples.ACTIVITY, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        rows, headers = page_of(request, Activity.objects.visible_to(listener(request)))
        return Response(shapes.ActivitySerializer(rows, many=True).data, headers=headers)

    @extend_schema(
        operation_id="analytics_activity_create",
        summary="Report an activity",
        description=(
            "A play, like, skip or share. With an `event_id`, sending it again is harmless: the answer is a 200 with "
            "what "
            "the first one brought. A track that the catalogue has not seen yet is looked for in the background, and "
            "the "
            "activity is kept meanwhile. A play of which under 30 s and under half was heard is a `skip`. Nothing is "
            "recorded in a private session. What the queue plays is recorded without this."
        ),
        tags=TAGS,
        request=shapes.NewActivitySerializer,
        responses={201: shapes.RecordedSerializer, 200: shapes.RecordedSerializer},
        examples=[
            _NEW,
            OpenApiExample("Recorded", examples.RECORDED, response_only=True, status_codes=["200", "201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.NewActivitySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        outcome = report(user=listener(request), said=form.validated_data)
        new = outcome.state in (State.RECORDED, State.AWAITED)
        shown = shapes.ActivitySerializer().to_representation(outcome.row) if outcome.row else {}
        answer = {**shown, "status": outcome.state.value}
        return Response(answer, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)

    @extend_schema(
        operation_id="analytics_activity_delete_period",
        summary="Delete the own activities of a period",
        description="Of many, the first are deleted at once and the rest in the background.",
        tags=TAGS,
        parameters=_PERIOD,
        responses={200: shapes.DeletedSerializer},
        examples=[OpenApiExample("Deleted", {"deleted": 42, "is_complete": True}, response_only=True)],
    )
    def delete(self, request: Request) -> Response:
        form = shapes.PeriodSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        deleted, complete = delete_period(user=listener(request), **form.validated_data)
        return Response({"deleted": deleted, "is_complete": complete})


class ActivityView(APIView):
    @extend_schema(
        operation_id="analytics_activity_retrieve",
        summary="Get one of the own activities",
        tags=TAGS,
        responses=shapes.ActivitySerializer,
        examples=[OpenApiExample("Activity", examples.ACTIVITY, response_only=True)],
    )
    def get(self, request: Request, activity_id: UUID) -> Response:
        row = get_object_or_404(Activity.objects.visible_to(listener(request)).with_tracks(), pk=activity_id)
        return Response(shapes.ActivitySerializer(row).data)

    @extend_schema(
        operation_id="analytics_activity_delete",
        summary="Delete one of the own activities",
        description="Whoever sends its `event_id` again does not bring it back.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, activity_id: UUID) -> Response:
        delete_activity(user=listener(request), activity_id=activity_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BatchView(APIView):
    @extend_schema(
        operation_id="analytics_activity_create_batch",
        summary="Report up to 500 activities",
        description=(
            "For clients that were offline. Each is judged by itself, as `POST /api/analytics/activity/` judges one: "
            "an "
            "item that is wrong is `invalid` in the answer and keeps no other from being recorded. With an `event_id` "
            "in "
            "each, the whole batch can be sent again."
        ),
        tags=TAGS,
        request=shapes.ActivitiesSerializer,
        responses=shapes.ResultsSerializer,
        examples=[
            OpenApiExample("Two listens", {"activities": [examples.NEW]}, request_only=True),
            OpenApiExample("Results", examples.RESULTS, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.ActivitiesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        results = report_all(user=listener(request), items=form.validated_data["activities"])
        recorded = sum(each["status"] in (State.RECORDED, State.AWAITED) for each in results)
        return Response({"recorded": recorded, "results": results})
