"""Insights over HTTP: one's own, a user's for staff, and the platform's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.users import find_user
from analytics.insights import examples, own
from analytics.insights import serializers as shapes
from analytics.insights.addresses import with_addresses
from analytics.insights.engagement import engagement
from analytics.insights.spans import PERIODS
from analytics.insights.summary import summary
from analytics.serializers import ActivitySerializer
from analytics.settings import zone_of
from config.pagination import whole_number

TAGS = ["Analytics"]
MOST = 50
LIMIT = OpenApiParameter(
    "limit", OpenApiTypes.INT, description=f"Of the lists of the most heard: 1 to {MOST}, 10 if not given."
)


def limit_of(request: Request) -> int:
    return whole_number(request, "limit", default=10, minimum=1, maximum=MOST, clamp=True)


def choice_of(request: Request, name: str, choices: tuple[str, ...], *, default: str) -> str:
    """The query parameter ``name``; a 400 that names the choices when it is none of them."""
    chosen = request.query_params.get(name) or default
    if chosen not in choices:
        message = f"Choose one of {', '.join(choices)}."
        raise serializers.ValidationError({name: [serializers.ErrorDetail(message, code="invalid_choice")]})
    return chosen


class SummaryView(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="analytics_summary",
        summary="The platform in numbers",
        description=(
            "For staff: it names the most active users. Of all time, at most a minute old; superusers are named to "
            "superusers only."
        ),
        tags=TAGS,
        responses=shapes.SummarySerializer,
        examples=[OpenApiExample("Summary", examples.SUMMARY, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(summary(asking=listener(request)))


class EngagementSerializer(serializers.Serializer[Any]):
    user_id = serializers.UUIDField()
    total_activities = serializers.IntegerField()
    activities_by_action = shapes.ActionCountsSerializer()
    favorite_artists = shapes.FavoriteArtistSerializer(many=True)
    favorite_tracks = shapes.FavoriteTrackSerializer(many=True)
    recent_activities = ActivitySerializer(many=True)


class UserView(APIView):
    @extend_schema(
        operation_id="analytics_user",
        summary="What a user does",
        description="Oneself; staff see everybody. Of all time: the 10 most played, and the 20 latest activities.",
        tags=TAGS,
        responses=EngagementSerializer,
        examples=[OpenApiExample("Engagement", examples.ENGAGEMENT, response_only=True)],
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        user = find_user(asking=listener(request), user_id=user_id)
        return Response(EngagementSerializer(engagement(user=user), context={"request": request}).data)


class OwnInsightsView(APIView):
    @extend_schema(
        operation_id="analytics_me",
        summary="Own insights",
        description=(
            "Of the last 7, 30 or 365 days up to today, or of everything, by the days of your time zone; with the "
            "same number of days before for comparison. Your newest listens may take a minute to appear."
        ),
        tags=TAGS,
        parameters=[OpenApiParameter("period", str, enum=PERIODS, description="`month` if not given."), LIMIT],
        responses=shapes.InsightsSerializer,
        examples=[OpenApiExample("A month", examples.INSIGHTS, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        user, limit = listener(request), limit_of(request)
        period = choice_of(request, "period", PERIODS, default="month")
        zone = zone_of(user)
        found = own.insights(user=user, period=period, limit=limit, today=timezone.localdate(timezone=zone), zone=zone)
        return Response(with_addresses(found, request))


class YearView(APIView):
    @extend_schema(
        operation_id="analytics_me_year",
        summary="A year in review",
        description="A calendar year in your time zone, so far as it has come, and the same part of the year before.",
        tags=TAGS,
        parameters=[OpenApiParameter("year", int, OpenApiParameter.PATH, description="From 2000 to this year."), LIMIT],
        responses=shapes.YearSerializer,
        examples=[OpenApiExample("A year", examples.YEAR, response_only=True)],
    )
    def get(self, request: Request, year: int) -> Response:
        user, limit = listener(request), limit_of(request)
        zone = zone_of(user)
        today = timezone.localdate(timezone=zone)
        return Response(
            with_addresses(own.year_in_review(user=user, year=year, limit=limit, today=today, zone=zone), request)
        )
