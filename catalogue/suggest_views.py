"""Suggestions while somebody types."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.serializers import SearchQuerySerializer
from catalogue.suggesting import suggest
from config.addresses import AddressField
from config.pagination import whole_number

MOST: Final = 20

_EXAMPLE: Final = {
    "type": "track",
    "id": "730021",
    "text": "Harbour Lights",
    "artist_name": "Marlow & the Tides",
    "picture": "https://example.com/covers/88120.jpg",
}


class SuggestionSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(source="kind", choices=("artist", "track", "album"), read_only=True)
    id = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    artist_name = serializers.CharField(source="by", read_only=True, help_text="Empty for artists.")
    picture = AddressField()


class SuggestView(APIView):
    @extend_schema(
        operation_id="catalogue_suggest",
        summary="Suggest while typing",
        description=(
            "Artists, tracks and albums whose names go on like this, from what is stored here: no provider is asked. "
            "A single letter suggests artists."
        ),
        tags=["Catalogue"],
        parameters=[
            SearchQuerySerializer,
            OpenApiParameter("limit", int, description=f"1 to {MOST}, 10 if not given; more counts as {MOST}."),
        ],
        responses=SuggestionSerializer(many=True),
        examples=[OpenApiExample("Suggestions", _EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = SearchQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        limit = whole_number(request, "limit", default=10, minimum=1, maximum=MOST, clamp=True)
        found = suggest(query.validated_data["q"], limit=limit)
        return Response(SuggestionSerializer(found, many=True, context={"request": request}).data)
