"""Recommendations and generated playlists over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from config.pagination import whole_number
from recommendations.generating import generate_playlist
from recommendations.serializers import GeneratedSerializer, GenerateSerializer, RecommendationsSerializer
from recommendations.services import recommend

TAGS = ["Recommendations"]
DEFAULT_LIMIT = 10
MAX_LIMIT = 50


class Recommendations(APIView):
    @extend_schema(
        operation_id="recommendations_list",
        summary="Tracks for the listener",
        description=(
            "From what the listener played, liked, put into playlists and named as favourite genres; a newcomer gets "
            "the charts. None of the last 100 tracks heard, nothing liked already, at most two in a row by one artist. "
            "Each with the `reason` why. The same day and history give the same list; an empty list is no error."
        ),
        tags=TAGS,
        parameters=[OpenApiParameter("limit", int, description="1 to 50, 10 by default.")],
        responses=RecommendationsSerializer,
        examples=[
            OpenApiExample(
                "One track",
                {
                    "recommendations": [
                        {
                            "track_id": "3135556",
                            "track_title": "Harder, Better, Faster, Stronger",
                            "artist_id": "27",
                            "artist_name": "Daft Punk",
                            "album_title": "Discovery",
                            "album_cover": "https://cdn.example.com/discovery.jpg",
                            "duration": 224,
                            "reason": "Because you played Around the World by Daft Punk",
                            "source": "related",
                        }
                    ]
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        limit = whole_number(request, "limit", default=DEFAULT_LIMIT, minimum=1, maximum=MAX_LIMIT, clamp=True)
        found = recommend(user=listener(request), limit=limit)
        shape = RecommendationsSerializer({"recommendations": found}, context={"request": request})
        return Response(shape.data)


class GeneratePlaylist(APIView):
    @extend_schema(
        operation_id="playlists_generate",
        summary="Make a playlist of a genre",
        description=(
            "30 tracks (or `limit`) out of the genre's chart and our own catalogue, those by artists whom the listener "
            "plays first, none twice, at most two in a row by one artist. An unknown genre is a 404, "
            "`genre_not_found`; with nothing to play in it, a 409, `nothing_to_play`, and no playlist is made."
        ),
        tags=TAGS,
        request=GenerateSerializer,
        responses={
            201: GeneratedSerializer,
            404: OpenApiResponse(PROBLEM_SCHEMA, "There is no such genre."),
            409: OpenApiResponse(PROBLEM_SCHEMA, "There is nothing to play in the genre."),
        },
        examples=[
            OpenApiExample("By name", {"genre": "Rock", "name": "Loud mornings"}, request_only=True),
            OpenApiExample("By number", {"genre_id": 152, "limit": 50}, request_only=True),
            OpenApiExample(
                "The playlist",
                {
                    "id": "0198d5a2-7c1e-7b44-9d0a-3f5d2c6b8e10",
                    "name": "Loud mornings",
                    "description": "A mix of Rock tracks.",
                    "track_count": 30,
                    "genre": "Rock",
                },
                response_only=True,
                status_codes=["201"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = GenerateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = generate_playlist(
            owner=listener(request),
            genre_number=wanted.validated_data.get("genre_id"),
            genre_name=wanted.validated_data.get("genre") or "",
            name=wanted.validated_data.get("name") or "",
            limit=wanted.validated_data["limit"],
        )
        return Response(GeneratedSerializer(made).data, status=status.HTTP_201_CREATED)
