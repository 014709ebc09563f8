"""Genres, charts and new releases."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from catalogue.chart_serializers import (
    GenreSerializer,
    GenreTracksSerializer,
    NewReleasesSerializer,
    TopAlbumsSerializer,
    TopTracksSerializer,
)
from catalogue.charts import chart_albums, chart_tracks, find_genre, genre_tracks, genres, new_releases
from catalogue.errors import GenreNotFound
from catalogue.examples import GENRE, GENRE_TRACKS, NEW_RELEASES, TOP_ALBUMS, TOP_TRACKS
from catalogue.page_answers import CACHE_HEADERS, page_answer
from catalogue.provenance import Provenance
from catalogue.questions import LIST_SIZE
from catalogue.rendering import Rendering, Shown, counted
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
        parameters=CACHE_HEADERS,
        responses=GenreSerializer(many=True),
        examples=[OpenApiExample("A genre", GENRE, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        def build(rendering: Rendering, provenance: Provenance) -> list[Shown]:
            return [rendering.genre(each) for each in genres(provenance=provenance)]

        return page_answer(request, ("genres",), build)


class GenreTracksView(APIView):
    @extend_schema(
        operation_id="charts_genre",
        summary="Top tracks of a genre",
        description="Most popular first.",
        tags=["Charts"],
        parameters=[OpenApiParameter("genre_id", OpenApiTypes.INT, OpenApiParameter.PATH), LIMIT, *CACHE_HEADERS],
        responses=GenreTracksSerializer,
        examples=[OpenApiExample("A genre's tracks", GENRE_TRACKS, response_only=True)],
    )
    def get(self, request: Request, genre_id: str) -> HttpResponse:
        limit = _limit(request)
        if not (genre_id.isascii() and genre_id.isdigit() and len(genre_id) <= 10):
            raise GenreNotFound
        number = int(genre_id)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            genre = find_genre(number=number)
            return rendering.genre_tracks(genre, genre_tracks(number, limit=limit, provenance=provenance))

        return page_answer(request, ("genre", number, limit), build)


class TopTracksView(APIView):
    @extend_schema(
        operation_id="charts_top",
        summary="Top tracks",
        description="`position` counts from 1.",
        tags=["Charts"],
        parameters=[LIMIT, *CACHE_HEADERS],
        responses=TopTracksSerializer,
        examples=[OpenApiExample("Top tracks", TOP_TRACKS, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        limit = _limit(request)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return {"tracks": counted(rendering.tracks(chart_tracks(limit=limit, provenance=provenance)))}

        return page_answer(request, ("top", limit), build)


class NewReleasesView(APIView):
    @extend_schema(
        operation_id="charts_new_releases",
        summary="Newly released albums",
        description="As the providers present them.",
        tags=["Charts"],
        parameters=[LIMIT, *CACHE_HEADERS],
        responses=NewReleasesSerializer,
        examples=[OpenApiExample("New releases", NEW_RELEASES, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        limit = _limit(request)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return {"albums": rendering.albums(new_releases(limit=limit, provenance=provenance))}

        return page_answer(request, ("new-releases", limit), build)


class TopAlbumsView(APIView):
    @extend_schema(
        operation_id="charts_top_albums",
        summary="Top albums",
        description="`position` counts from 1.",
        tags=["Charts"],
        parameters=[LIMIT, *CACHE_HEADERS],
        responses=TopAlbumsSerializer,
        examples=[OpenApiExample("Top albums", TOP_ALBUMS, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        limit = _limit(request)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return {"albums": counted(rendering.albums(chart_albums(limit=limit, provenance=provenance)))}

        return page_answer(request, ("top-albums", limit), build)
