"""Favourites, also under their shorter name `me/liked/`: the same rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from catalogue.errors import TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track, parsed_id
from playlists import serializers as shapes
from playlists.favorites import add_favorite, remove_favorite
from playlists.models import Favorite

TAGS = ["Favourites"]
ADDED = {
    200: shapes.FavoriteAddedSerializer,
    201: shapes.FavoriteAddedSerializer,
    404: OpenApiResponse({"$ref": "#/components/schemas/Problem"}, "There is no such track."),
}
REPEATS = "Repeating it is no error: 201 the first time, 200 afterwards."


def _add(request: Request, catalogue_id: CatalogueId) -> Response:
    track = find_track(catalogue_id)
    is_new = add_favorite(user=listener(request), track=track)
    body = {"message": "Track added to favorites", "track_info": shapes.LikedTrackSerializer(track).data}
    return Response(body, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def _remove(request: Request, catalogue_id: CatalogueId) -> Response:
    remove_favorite(user=listener(request), catalogue_id=catalogue_id)
    return Response({"message": "Track removed from favorites"})


class Favorites(generics.ListAPIView[Any]):
    serializer_class = shapes.FavoriteSerializer

    def get_queryset(self) -> QuerySet[Favorite]:
        return Favorite.objects.visible_to(listener(self.request)).with_tracks().newest_first()

    @extend_schema(
        operation_id="favorites_list",
        summary="List one's favourites",
        description="The latest first. `X-Total-Count` and `Link` page.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class AddFavorite(APIView):
    @extend_schema(
        operation_id="favorites_add",
        summary="Add a favourite",
        description=REPEATS,
        tags=TAGS,
        request=shapes.TrackReferenceSerializer,
        responses=ADDED,
        examples=[OpenApiExample("One track", {"track_id": "3135556"}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        wanted = shapes.TrackReferenceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return _add(request, wanted.validated_data["track_id"])


class RemoveFavorite(APIView):
    @extend_schema(
        operation_id="favorites_remove",
        summary="Remove a favourite",
        description="Removing what is no favourite is no error.",
        tags=TAGS,
        parameters=[OpenApiParameter("track_id", str, required=True, description="A catalogue id.")],
        responses={200: shapes.MessageSerializer},
    )
    def delete(self, request: Request) -> Response:
        wanted = shapes.TrackReferenceSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return _remove(request, wanted.validated_data["track_id"])


class Liked(Favorites):
    @extend_schema(
        operation_id="liked_list",
        summary="List liked tracks",
        description="The same as the favourites.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class LikedTrack(APIView):
    @extend_schema(
        operation_id="liked_add",
        summary="Like a track",
        description=f"The same as adding a favourite. {REPEATS}",
        tags=TAGS,
        request=None,
        responses=ADDED,
    )
    def post(self, request: Request, track_id: str) -> Response:
        return _add(request, parsed_id(track_id, TrackNotFound))

    @extend_schema(
        operation_id="liked_remove",
        summary="Unlike a track",
        description="The same as removing a favourite: a repeat is no error.",
        tags=TAGS,
        responses={200: shapes.MessageSerializer},
    )
    def delete(self, request: Request, track_id: str) -> Response:
        return _remove(request, parsed_id(track_id, TrackNotFound))
