"""Playlists themselves: listing, making, changing, deleting, and their covers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.addresses import absolute_url
from config.images import ImageParser
from config.shaping import shown
from playlists import serializers as shapes
from playlists import services
from playlists.covers import replace_cover
from playlists.lists import ONLY, playlists_page
from playlists.models import Playlist
from playlists.pages import entries_page

TAGS = ["Playlists"]
PAGING = [
    OpenApiParameter("limit", int, description="At most so many, 1 to 10,000. Without it all are listed."),
    OpenApiParameter("offset", int, description="Leave out so many first."),
]
NEW = OpenApiExample(
    "A playlist", {"name": "Rainy days", "description": "For the window seat.", "is_public": False}, request_only=True
)


def only_own(request: Request) -> bool:
    """`?me=`: true or false in the usual spellings; anything else is a 400."""
    text = request.query_params.get("me", "false").lower()
    if text not in ("true", "1", "false", "0", ""):
        raise serializers.ValidationError({"me": ["Give true or false."]})
    return text in ("true", "1")


ONLY_SAYS = "One's own, those of others that one has joined, both (`library`), or those that others share by name."


def _wanted(request: Request) -> str:
    only = request.query_params.get("only", "")
    if only_own(request):
        return "own"
    if only and only not in ONLY:
        raise serializers.ValidationError({"only": [f"Give one of {', '.join(ONLY)}."]})
    return only


class Playlists(generics.ListAPIView[Playlist]):
    """All that the listener can read, and the making of new ones."""

    serializer_class = shapes.PlaylistSerializer

    queryset = Playlist.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        playlists, headers = playlists_page(request, _wanted(request))
        return Response(playlists, headers=headers)

    @extend_schema(
        operation_id="playlists_list",
        summary="List playlists",
        description=(
            "All public playlists, one's own and those one has joined, the latest changed first. `X-Total-Count` and "
            "`Link` page."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("me", bool, description="Only one's own."),
            OpenApiParameter("only", str, enum=[*ONLY], description=ONLY_SAYS),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="playlists_create",
        summary="Create a playlist",
        description="Private unless `is_public` is true.",
        tags=TAGS,
        request=shapes.PlaylistDetailsSerializer,
        responses={201: shapes.PlaylistSerializer},
        examples=[NEW],
    )
    def post(self, request: Request) -> Response:
        details = shapes.PlaylistDetailsSerializer(data=request.data)
        details.is_valid(raise_exception=True)
        playlist = services.create_playlist(owner=listener(request), **details.validated_data)
        return _answer(playlist, request, status.HTTP_201_CREATED)


class OnePlaylist(APIView):
    """One playlist with its tracks."""

    @extend_schema(
        operation_id="playlists_retrieve",
        summary="Get a playlist",
        description="With all its tracks, or with a page of them when `limit` is given. `position` counts from 0.",
        tags=TAGS,
        parameters=PAGING,
        responses=shapes.PlaylistWithTracksSerializer,
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        playlist = Playlist.objects.readable_by(listener(request), playlist_id)
        tracks, headers = entries_page(playlist, request)
        return Response({**shown(shapes.PlaylistSerializer, playlist, request), "tracks": tracks}, headers=headers)

    @extend_schema(
        operation_id="playlists_update",
        summary="Change a playlist",
        description="Name, description and visibility; what is not given stays. Only its owner can do this.",
        tags=TAGS,
        request=shapes.PlaylistDetailsSerializer(partial=True),
        responses=shapes.PlaylistSerializer,
        examples=[OpenApiExample("Rename", {"name": "Sunny days"}, request_only=True)],
    )
    def patch(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        details = shapes.PlaylistDetailsSerializer(data=request.data, partial=True)
        details.is_valid(raise_exception=True)
        return _answer(services.change_details(playlist=playlist, by=user, **details.validated_data), request)

    @extend_schema(
        operation_id="playlists_delete",
        summary="Delete a playlist",
        description="With its entries, members, followers and everybody's shuffles of it. Only its owner can do this.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        services.delete_playlist(playlist=Playlist.objects.changeable_by(user, playlist_id), by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Cover(APIView):
    """The cover image of a playlist."""

    parser_classes = [ImageParser]
    image_field = "cover_image"

    @extend_schema(
        operation_id="playlists_upload_cover",
        summary="Upload a cover",
        description="Replaces the cover that was there.",
        tags=TAGS,
        request={"multipart/form-data": shapes.CoverSerializer},
        responses=shapes.CoverAddressSerializer,
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        upload = shapes.CoverSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        replace_cover(playlist=playlist, upload=upload.validated_data["cover_image"], by=user)
        return Response({"cover_url": absolute_url(playlist.cover_image.url, request)})


def _answer(playlist: Playlist, request: Request, status_code: int = status.HTTP_200_OK) -> Response:
    return Response(shapes.PlaylistSerializer(playlist, context={"request": request}).data, status=status_code)
