"""Genres, charts and new releases."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.chart_serializers import (
    GenreSerializer,
    GenreTracksSerializer,
    NewReleasesSerializer,
    TopAlbumsSerializer,
    TopTracksSerializer,
    placed,
)
from catalogue.charts import chart_albums, chart_tracks, find_genre, genre_tracks, genres, new_releases
from catalogue.errors import GenreNotFound
from catalogue.examples import GENRE, GENRE_TRACKS, NEW_RELEASES, TOP_ALBUMS, TOP_TRACKS
from catalogue.questions import LIST_SIZE
from catalogue.views import limit_parameter
from config.pagination import whole_number

LIMIT = limit_parameter(20, LIST_SIZE)


def _limit(request: Request) -> int:
    return whole_number(request, "limit", default=20, minimum=1, maximum=LIST_SIZE, clamp=True)


class GenresView(APIView):
    pagination_class = None

    @extend_schema(
        operation_id="catalogue_genres",
        summary="All genres",
        description="Numbers from 1,000,000 up are genres that only our own catalogue has.",
        tags=["Catalogue"],
        responses=GenreSerializer(many=True),
        examples=[OpenApiExample("A genre", GENRE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(GenreSerializer(genres(), many=True, context={"request": request}).data)


class GenreTracksView(APIView):
    @extend_schema(
        operation_id="charts_genre",
        summary="Top tracks of a genre",
        description="Most popular first.",
        tags=["Charts"],
        parameters=[OpenApiParameter("genre_id", OpenApiTypes.INT, OpenApiParameter.PATH), LIMIT],
        responses=GenreTracksSerializer,
        examples=[OpenApiExample("A genre's tracks", GENRE_TRACKS, response_only=True)],
    )
    def get(self, request: Request, genre_id: str) -> Response:
        limit = _limit(request)
        if not (genre_id.isascii() and genre_id.isdigit() and len(genre_id) <= 10):
            raise GenreNotFound
        genre = find_genre(number=int(genre_id))
        page = {"genre": genre, "tracks": genre_tracks(genre.number, limit=limit)}
        return Response(GenreTracksSerializer(page, context={"request": request}).data)


class TopTracksView(APIView):
    @extend_schema(
        operation_id="charts_top",
        summary="Top tracks",
        description="`position` counts from 1.",
        tags=["Charts"],
        parameters=[LIMIT],
        responses=TopTracksSerializer,
        examples=[OpenApiExample("Top tracks", TOP_TRACKS, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return _answer(request, TopTracksSerializer, {"tracks": placed(chart_tracks(limit=_limit(request)))})


class NewReleasesView(APIView):
    @extend_schema(
        operation_id="charts_new_releases",
        summary="Newly released albums",
        description="As the providers present them.",
        tags=["Charts"],
        parameters=[LIMIT],
        responses=NewReleasesSerializer,
        examples=[OpenApiExample("New releases", NEW_RELEASES, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return _answer(request, NewReleasesSerializer, {"albums": new_releases(limit=_limit(request))})


class TopAlbumsView(APIView):
    @extend_schema(
        operation_id="charts_top_albums",
        summary="Top albums",
        description="`position` counts from 1.",
        tags=["Charts"],
        parameters=[LIMIT],
        responses=TopAlbumsSerializer,
        examples=[OpenApiExample("Top albums", TOP_ALBUMS, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return _answer(request, TopAlbumsSerializer, {"albums": placed(chart_albums(limit=_limit(request)))})


def _answer(request: Request, shape: Any, page: dict[str, Any]) -> Response:
    return Response(shape(page, context={"request": request}).data)
