"""The pages of artists, albums and tracks."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from catalogue.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from catalogue.examples import ALBUM_PAGE, ARTIST_PAGE, TRACK_PAGE
from catalogue.lookup import parsed_id
from catalogue.page_answers import CACHE_HEADERS, page_answer
from catalogue.pages import album_page, artist_page, track_page
from catalogue.provenance import Provenance
from catalogue.rendering import Rendering, Shown
from catalogue.serializers import (
    AlbumPageSerializer,
    ArtistPageSerializer,
    TrackPageSerializer,
)
from config.pagination import whole_number

ID = OpenApiParameter(
    "catalogue_id",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="As other answers gave it: digits are Deezer's, a UUID is our own; `deezer:3135556` works too.",
)


def limit_parameter(default: int, maximum: int) -> OpenApiParameter:
    return OpenApiParameter(
        "limit", OpenApiTypes.INT, description=f"1 to {maximum}, {default} if not given; more counts as {maximum}."
    )


class ArtistView(APIView):
    @extend_schema(
        operation_id="catalogue_artist",
        summary="An artist with albums and top tracks",
        description="Albums and top tracks as their provider orders them, 100 of each at most.",
        tags=["Catalogue"],
        parameters=[ID, *CACHE_HEADERS],
        responses=ArtistPageSerializer,
        examples=[OpenApiExample("An artist", ARTIST_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> HttpResponse:
        artist_id = parsed_id(catalogue_id, ArtistNotFound)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return rendering.artist_page(artist_page(artist_id, provenance=provenance))

        return page_answer(request, ("artist", artist_id), build)


class AlbumView(APIView):
    @extend_schema(
        operation_id="catalogue_album",
        summary="An album with its tracks",
        description="Tracks in album order.",
        tags=["Catalogue"],
        parameters=[ID, *CACHE_HEADERS],
        responses=AlbumPageSerializer,
        examples=[OpenApiExample("An album", ALBUM_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> HttpResponse:
        album_id = parsed_id(catalogue_id, AlbumNotFound)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return rendering.album_page(album_page(album_id, provenance=provenance))

        return page_answer(request, ("album", album_id), build)


class TrackView(APIView):
    @extend_schema(
        operation_id="catalogue_track",
        summary="A track with related tracks",
        description="Related tracks are what goes well after the track, best first.",
        tags=["Catalogue"],
        parameters=[ID, limit_parameter(10, 20), *CACHE_HEADERS],
        responses=TrackPageSerializer,
        examples=[OpenApiExample("A track", TRACK_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> HttpResponse:
        limit = whole_number(request, "limit", default=10, minimum=1, maximum=20, clamp=True)
        track_id = parsed_id(catalogue_id, TrackNotFound)

        def build(rendering: Rendering, provenance: Provenance) -> Shown:
            return rendering.track_page(*track_page(track_id, limit=limit, provenance=provenance))

        return page_answer(request, ("track", track_id, limit), build)
