"""What trends, for everybody who is signed in."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.insights.addresses import with_addresses
from analytics.insights.examples import TRENDS
from analytics.insights.views import LIMIT, TAGS, choice_of, limit_of
from analytics.trends.listing import trends
from analytics.trends.serializers import TrendsSerializer
from analytics.trends.windows import WEEK, WINDOWS


class TrendsView(APIView):
    @extend_schema(
        operation_id="analytics_trends",
        summary="What trends",
        description=(
            "Genres, artists, tracks and public playlists of the last day, week or month, the present day included, "
            "ranked by how many listeners play them: one listener counts for three points at most, and never makes a "
            "trend alone. `change` is against the window before. Ranked in the background every few minutes."
        ),
        tags=TAGS,
        parameters=[OpenApiParameter("window", str, enum=WINDOWS, description="`week` if not given."), LIMIT],
        responses=TrendsSerializer,
        examples=[OpenApiExample("A week", TRENDS, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        window, limit = choice_of(request, "window", WINDOWS, default=WEEK), limit_of(request)
        return Response(with_addresses(trends(window, limit=limit, user=listener(request)), request))
