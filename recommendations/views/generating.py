"""Playlists made of a genre."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from recommendations.generating import generate_playlist
from recommendations.serializers import GeneratedSerializer, GenerateSerializer
from recommendations.views.pages import TAGS


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
