"""Scrobbling as its listener sees it: how each service stands, what went out, what came in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.scrobbling import examples, receiving
from analytics.scrobbling import serializers as shapes
from analytics.scrobbling.models import Received, Scrobble
from analytics.scrobbling.standing import scrobbled_account, standing, standings, switch

TAGS = ["Scrobbling"]


class Scrobbling(APIView):
    @extend_schema(
        operation_id="scrobbling_list",
        summary="How scrobbling stands",
        description="Each linked service that finished listens are sent to: Last.fm and ListenBrainz.",
        tags=TAGS,
        responses=shapes.OutletSerializer(many=True),
        examples=[examples.OUTLET],
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.OutletSerializer(standings(listener(request)), many=True).data)


class OneService(APIView):
    @extend_schema(
        operation_id="scrobbling_retrieve",
        summary="How scrobbling to a service stands",
        description="What waits, how much was sent, and what was dropped for which reason.",
        tags=TAGS,
        responses=shapes.OutletSerializer,
        examples=[examples.OUTLET],
    )
    def get(self, request: Request, service: str) -> Response:
        return Response(shapes.OutletSerializer(standing(listener(request), service)).data)

    @extend_schema(
        operation_id="scrobbling_switch",
        summary="Switch scrobbling to a service off or on",
        description="Off: new listens are not put down for it, and what waits is kept until it is on again.",
        tags=TAGS,
        request=shapes.OutletChangeSerializer,
        responses=shapes.OutletSerializer,
        examples=[examples.SWITCH, examples.OUTLET],
    )
    def patch(self, request: Request, service: str) -> Response:
        account = scrobbled_account(listener(request), service)
        form = shapes.OutletChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        switch(account=account, on=form.validated_data["enabled"])
        return Response(shapes.OutletSerializer(standing(listener(request), service)).data)


class Scrobbles(generics.ListAPIView[Scrobble]):
    serializer_class = shapes.ScrobbleSerializer

    def get_queryset(self) -> QuerySet[Scrobble]:
        if getattr(self, "swagger_fake_view", False):
            return Scrobble.objects.none()
        account = scrobbled_account(listener(self.request), self.kwargs["service"])
        rows = Scrobble.objects.filter(link=account).order_by("-listened_at", "-id")
        state = self.request.query_params.get("state", "")
        if state and state not in Scrobble.State.values:
            message = f"One of {', '.join(Scrobble.State.values)}."
            raise serializers.ValidationError({"state": [serializers.ErrorDetail(message, code="invalid_choice")]})
        return rows.filter(state=state) if state else rows

    @extend_schema(
        operation_id="scrobbling_scrobbles",
        summary="What was sent to a service, and what was not",
        description="The latest first. What was sent is shown for a week, what was dropped for three months.",
        tags=TAGS,
        parameters=[OpenApiParameter("state", str, enum=Scrobble.State.values, description="Only these.")],
        examples=[examples.SCROBBLE],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ReceivedScrobbles(generics.ListAPIView[Received]):
    serializer_class = shapes.ReceivedSerializer

    def get_queryset(self) -> QuerySet[Received]:
        if getattr(self, "swagger_fake_view", False):
            return Received.objects.none()
        return Received.objects.visible_to(listener(self.request)).newest_first()

    @extend_schema(
        operation_id="scrobbling_received",
        summary="Scrobbles whose track is not known yet",
        description=(
            "What players reported and the catalogue has not recognised, the latest first. `reason` is empty while it "
            "was not looked for. It is looked for again after 1, 3, 10 and 30 days."
        ),
        tags=TAGS,
        examples=[examples.RECEIVED],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneReceived(generics.DestroyAPIView[Received]):
    lookup_url_kwarg = "received_id"

    def get_queryset(self) -> QuerySet[Received]:
        if getattr(self, "swagger_fake_view", False):
            return Received.objects.none()
        return Received.objects.visible_to(listener(self.request))

    @extend_schema(
        operation_id="scrobbling_received_delete",
        summary="Forget a scrobble whose track is not known",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().delete(request, *args, **kwargs)


class Playing(APIView):
    @extend_schema(
        operation_id="scrobbling_playing",
        summary="What another player plays",
        description="As a player last reported it, for as long as the track lasts; null when nothing was.",
        tags=TAGS,
        responses=shapes.ReportedPlayingSerializer,
        examples=[examples.PLAYING],
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.ReportedPlayingSerializer({"playing": receiving.playing(listener(request))}).data)
