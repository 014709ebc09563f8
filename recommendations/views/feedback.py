"""Feedback on recommendations over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from recommendations import serializers as shapes
from recommendations.feedback import find_subject, give_feedback, take_back
from recommendations.models import Feedback
from recommendations.views import examples
from recommendations.views.pages import TAGS


class FeedbackList(generics.ListAPIView[Any]):
    serializer_class = shapes.FeedbackSerializer
    queryset = Feedback.objects.none()

    def get_queryset(self) -> QuerySet[Feedback]:
        return Feedback.objects.visible_to(listener(self.request)).with_subjects().newest_first()

    @extend_schema(
        operation_id="recommendations_feedback_list",
        summary="List one's feedback",
        description="The latest first. `X-Total-Count` and `Link` page.",
        tags=TAGS,
        examples=[OpenApiExample("Hidden track", examples.FEEDBACK, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="recommendations_feedback_create",
        summary="Hide, or ask for more",
        description=(
            "Of a track or of an artist. What is hidden is never recommended again, nor played by the radio; `more` "
            "makes what is like it come earlier. It holds from the next answer on. Of one thing the last word counts: "
            "201 the first time, 200 afterwards. At most 5,000."
        ),
        tags=TAGS,
        request=shapes.NewFeedbackSerializer,
        responses={
            200: shapes.FeedbackSerializer,
            201: shapes.FeedbackSerializer,
            404: OpenApiResponse(PROBLEM_SCHEMA, "There is no such track or artist."),
            409: OpenApiResponse(PROBLEM_SCHEMA, "There are 5,000 already (`feedback_full`)."),
        },
        examples=[
            OpenApiExample("Hide a track", {"action": "hide", "track_id": "3135556"}, request_only=True),
            OpenApiExample("More of an artist", {"action": "more", "artist_id": "27"}, request_only=True),
            OpenApiExample("Hidden", examples.FEEDBACK, response_only=True, status_codes=["200", "201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = shapes.NewFeedbackSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        subject = find_subject(track_id=given.get("track_id"), artist_id=given.get("artist_id"))
        row, is_new = give_feedback(user=listener(request), action=given["action"], subject=subject)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(shapes.FeedbackSerializer(row).data, status=code)


class OneFeedback(APIView):
    @extend_schema(
        operation_id="recommendations_feedback_delete",
        summary="Take feedback back",
        description="It holds from the next answer on.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, feedback_id: UUID) -> Response:
        take_back(user=listener(request), feedback_id=feedback_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
