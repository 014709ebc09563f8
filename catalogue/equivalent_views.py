"""The same recording at other providers."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.equivalents import equivalents
from catalogue.errors import TrackNotFound
from catalogue.examples import LISTED_TRACK
from catalogue.lookup import parsed_id
from catalogue.serializers import ListedTrackSerializer
from catalogue.views import ID


class EquivalentSerializer(ListedTrackSerializer):
    provider = serializers.CharField(source="id.provider", read_only=True)


class EquivalentsView(APIView):
    @extend_schema(
        operation_id="catalogue_equivalents",
        summary="The same recording elsewhere",
        description="Tracks of any provider with the same ISRC, in the order of the providers, without itself.",
        tags=["Catalogue"],
        parameters=[ID],
        responses=EquivalentSerializer(many=True),
        examples=[OpenApiExample("Equivalents", {**LISTED_TRACK, "provider": "deezer"}, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        found = equivalents(parsed_id(catalogue_id, TrackNotFound))
        return Response(EquivalentSerializer(found, many=True, context={"request": request}).data)
