"""Search, and the pages of artists, albums and tracks."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from catalogue.examples import ALBUM_PAGE, ARTIST_PAGE, SEARCH_PAGE, TRACK_PAGE
from catalogue.lookup import parsed_id
from catalogue.pages import album_page, artist_page, track_page
from catalogue.questions import SEARCH_SIZE
from catalogue.search import search
from catalogue.serializers import (
    AlbumPageSerializer,
    ArtistPageSerializer,
    SearchQuerySerializer,
    SearchSerializer,
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


class SearchView(APIView):
    @extend_schema(
        operation_id="catalogue_search",
        summary="Search tracks, artists and albums",
        description="Over all providers of this installation. Exact matches come first.",
        tags=["Catalogue"],
        parameters=[SearchQuerySerializer, limit_parameter(10, SEARCH_SIZE)],
        responses=SearchSerializer,
        examples=[OpenApiExample("Hits", SEARCH_PAGE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = SearchQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        limit = whole_number(request, "limit", default=10, minimum=1, maximum=SEARCH_SIZE, clamp=True)
        found = search(query=query.validated_data["q"], limit=limit)
        return Response(SearchSerializer(found, context={"request": request}).data)


class ArtistView(APIView):
    @extend_schema(
        operation_id="catalogue_artist",
        summary="An artist with albums and top tracks",
        description="Albums and top tracks as their provider orders them, 100 of each at most.",
        tags=["Catalogue"],
        parameters=[ID],
        responses=ArtistPageSerializer,
        examples=[OpenApiExample("An artist", ARTIST_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        page = artist_page(parsed_id(catalogue_id, ArtistNotFound))
        return Response(ArtistPageSerializer(page, context={"request": request}).data)


class AlbumView(APIView):
    @extend_schema(
        operation_id="catalogue_album",
        summary="An album with its tracks",
        description="Tracks in album order.",
        tags=["Catalogue"],
        parameters=[ID],
        responses=AlbumPageSerializer,
        examples=[OpenApiExample("An album", ALBUM_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        page = album_page(parsed_id(catalogue_id, AlbumNotFound))
        return Response(AlbumPageSerializer(page, context={"request": request}).data)


class TrackView(APIView):
    @extend_schema(
        operation_id="catalogue_track",
        summary="A track with related tracks",
        description="Related tracks are what goes well after the track, best first.",
        tags=["Catalogue"],
        parameters=[ID, limit_parameter(10, 20)],
        responses=TrackPageSerializer,
        examples=[OpenApiExample("A track", TRACK_PAGE, response_only=True)],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        limit = whole_number(request, "limit", default=10, minimum=1, maximum=20, clamp=True)
        track, related = track_page(parsed_id(catalogue_id, TrackNotFound), limit=limit)
        page = {"track": track, "related_tracks": related}
        return Response(TrackPageSerializer(page, context={"request": request}).data)
