"""Recommendations over HTTP: the listener's list in both forms, its refresh, and what is like a track."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import User
from accounts.users import find_user
from catalogue.errors import TrackNotFound
from catalogue.lookup import find_track, parsed_id
from config.pagination import whole_number
from recommendations import serializers as shapes
from recommendations.refreshing import ask_for_refresh, find_task
from recommendations.services import similar
from recommendations.views import examples
from recommendations.views.pages import MAX_LIMIT, SOURCES, TAGS, page_of

DEFAULT_LIMIT = 10
LIST_LIMIT = 20


def _limit(request: Request, default: int) -> int:
    return whole_number(request, "limit", default=default, minimum=1, maximum=MAX_LIMIT, clamp=True)


def _limited(default: int) -> OpenApiParameter:
    return OpenApiParameter("limit", int, description=f"1 to {MAX_LIMIT}, {default} by default.")


def _whose(request: Request, user_id: UUID) -> User:
    """Oneself without a statement; staff see everybody, nobody else finds anybody. Raises UserNotFound."""
    asking = listener(request)
    return asking if asking.pk == user_id else find_user(asking=asking, user_id=user_id)


class Recommendations(APIView):
    @extend_schema(
        operation_id="recommendations_list",
        summary="Tracks for the listener",
        description=(
            "From what the listener played, liked, skipped, put into playlists, declared and said of earlier "
            "recommendations; a newcomer gets the charts. None of the last 100 tracks heard, nothing liked or hidden, "
            "at most two in a row by one artist. Each with the `reason` why, and an `id` that a listen can name as its "
            "`recommendation`. The list stands for an hour; an empty one is no error. " + SOURCES
        ),
        tags=TAGS,
        parameters=[_limited(DEFAULT_LIMIT)],
        responses=shapes.RecommendationsSerializer,
        examples=[OpenApiExample("One track", examples.LIST, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        limit = _limit(request, DEFAULT_LIMIT)
        page = page_of(listener(request), request, shapes.RecommendedSerializer)
        return page.answer({"source": page.source}, limit=limit)


class RecommendationsOfUser(APIView):
    @extend_schema(
        operation_id="recommendations_user_list",
        summary="A user's recommendations",
        description=f"The same list in another form: one's own, for staff everybody's. {SOURCES}",
        tags=TAGS,
        parameters=[_limited(LIST_LIMIT)],
        responses=shapes.UserRecommendationsSerializer,
        examples=[OpenApiExample("One track", examples.USER_LIST, response_only=True)],
    )
    def get(self, request: Request, user_id: UUID) -> HttpResponse:
        limit = _limit(request, LIST_LIMIT)
        page = page_of(_whose(request, user_id), request, shapes.RecommendationSerializer)
        head = {"user_id": str(user_id), "source": page.source, "count": len(page.entries[:limit])}
        return page.answer(head, limit=limit)


class Refresh(APIView):
    @extend_schema(
        operation_id="recommendations_refresh",
        summary="Make the recommendations anew",
        description=(
            "In the background; `task_id` can be asked for at `/api/recommendations/tasks/`. While one refresh of a "
            "user is under way, the same one is answered."
        ),
        tags=TAGS,
        request=None,
        responses={202: shapes.RefreshSerializer},
        examples=[OpenApiExample("Queued", examples.REFRESH, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        user = _whose(request, user_id)
        job = ask_for_refresh(user=user)
        body = {"message": "Recommendations are being refreshed", "user_id": user.pk, "task": job}
        return Response(shapes.RefreshSerializer(body).data, status=status.HTTP_202_ACCEPTED)


class RefreshTask(APIView):
    @extend_schema(
        operation_id="recommendations_task_retrieve",
        summary="Get a refresh",
        description="One of one's own. `count` is how many tracks the list has, once it is done.",
        tags=TAGS,
        responses=shapes.TaskSerializer,
        examples=[OpenApiExample("Done", examples.TASK, response_only=True)],
    )
    def get(self, request: Request, task_id: UUID) -> Response:
        return Response(shapes.TaskSerializer(find_task(user=listener(request), task_id=task_id)).data)


class Similar(APIView):
    @extend_schema(
        operation_id="recommendations_similar",
        summary="Tracks like a track",
        description="Heard or not, without what the listener hides. At most two in a row by one artist.",
        tags=TAGS,
        parameters=[_limited(DEFAULT_LIMIT)],
        responses=shapes.SimilarSerializer,
        examples=[OpenApiExample("One track", examples.SIMILAR, response_only=True)],
    )
    def get(self, request: Request, track_id: str) -> Response:
        limit = _limit(request, DEFAULT_LIMIT)
        track = find_track(parsed_id(track_id, TrackNotFound))
        found = similar(user=listener(request), track=track, limit=limit)
        body = {"track": track, "recommendations": found}
        return Response(shapes.SimilarSerializer(body, context={"request": request}).data)
