"""Following public playlists, and copying what one may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from playlists.models import Playlist, PlaylistFollow
from playlists.serializers import PlaylistSerializer
from playlists.sharing import follows
from playlists.sharing import serializers as shapes
from playlists.sharing.copying import copy_playlist
from playlists.views.playlists import TAGS


class Follow(APIView):
    @extend_schema(
        operation_id="playlists_follow",
        summary="Follow a public playlist",
        description="Its followers hear of changes now and then. 201 the first time, 200 for a repeat.",
        tags=TAGS,
        request=None,
        responses={
            200: shapes.FollowersSerializer,
            201: shapes.FollowersSerializer,
            409: OpenApiResponse(PROBLEM_SCHEMA, "It is one's own, or private: `own_playlist`, `not_public`."),
        },
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        is_new = follows.follow(playlist=playlist, user=user)
        body = {"followers": playlist.follower_count + is_new, "is_following": True}
        return Response(body, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(
        operation_id="playlists_unfollow",
        summary="Follow a playlist no more",
        description="A repeat is no error. What one follows can be let go of even while it is out of sight.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID) -> Response:
        follows.unfollow(playlist_id=playlist_id, user=listener(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Following(generics.ListAPIView[PlaylistFollow]):
    serializer_class = shapes.FollowingSerializer

    def get_queryset(self) -> QuerySet[PlaylistFollow]:
        return follows.followed_by(listener(self.request))

    def paginate_queryset(self, queryset: Any) -> Any:
        """The playlists are loaded for the page alone."""
        rows = super().paginate_queryset(queryset) or []
        shown = Playlist.objects.shown_to(listener(self.request)).in_bulk([row.playlist_id for row in rows])
        for row in rows:
            row.playlist = shown[row.playlist_id]
        return rows

    @extend_schema(
        operation_id="playlists_following_list",
        summary="List the playlists one follows",
        description=(
            "The latest followed first. One that became private, or is out of sight otherwise, is left out until it "
            "comes back. `X-Total-Count` and `Link` page."
        ),
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class Copy(APIView):
    @extend_schema(
        operation_id="playlists_copy",
        summary="Copy a playlist",
        description=(
            "Any that one may read becomes a private one of one's own, with its tracks, its description and its name "
            "or another, without its cover. `copied_from` says what it was."
        ),
        tags=TAGS,
        request=shapes.CopySerializer,
        responses={201: PlaylistSerializer},
        examples=[OpenApiExample("Under another name", {"name": "Rainy days, my way"}, request_only=True)],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        source = Playlist.objects.readable_by(user, playlist_id)
        wanted = shapes.CopySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = copy_playlist(source=source, user=user, **wanted.validated_data)
        shown = PlaylistSerializer(made, context={"request": request})
        return Response(shown.data, status=status.HTTP_201_CREATED)
