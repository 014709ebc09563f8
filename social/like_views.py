"""Likes on playlists."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from playlists.models import Playlist
from playlists.serializers import PlaylistSerializer
from social import serializers as shapes
from social.follow_views import TAGS
from social.liking import like_playlist, likes_of, unlike_playlist
from social.models import PlaylistLike
from social.paging import page_of, parameters
from social.people import people_of


class PlaylistLiking(APIView):
    @extend_schema(
        operation_id="social_playlist_like",
        summary="Likes of a playlist",
        description="How many, and whether yours is among them.",
        tags=TAGS,
        responses=shapes.PlaylistLikesSerializer,
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        return _likes(request, Playlist.objects.readable_by(listener(request), playlist_id))

    @extend_schema(
        operation_id="social_like_playlist",
        summary="Like a playlist",
        description="Repeating it changes nothing. Its owner is told.",
        tags=TAGS,
        request=None,
        responses={
            200: shapes.PlaylistLikesSerializer,
            409: OpenApiResponse(PROBLEM_SCHEMA, "You like 10,000 playlists (`too_many_likes`)."),
        },
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        return _likes(request, like_playlist(user=listener(request), playlist_id=playlist_id))

    @extend_schema(
        operation_id="social_unlike_playlist",
        summary="Take the like of a playlist back",
        description="Repeating it changes nothing.",
        tags=TAGS,
        responses={200: shapes.PlaylistLikesSerializer},
    )
    def delete(self, request: Request, playlist_id: UUID) -> Response:
        return _likes(request, unlike_playlist(user=listener(request), playlist_id=playlist_id))


class PlaylistLikers(APIView):
    @extend_schema(
        operation_id="social_playlist_likers",
        summary="Who likes a playlist",
        description="Those whose profile you may see, the latest first; of your own playlist everybody.",
        tags=TAGS,
        parameters=parameters(),
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        rows = likes_of(playlist, seen=user).select_related("user__profile")
        page, headers = page_of(request, rows, by=("-id",))
        people = people_of(user, [(row.user, row.created_at) for row in page])
        body = shapes.PersonSerializer(people, many=True, context={"request": request}).data
        return Response(body, headers=headers)


class LikedPlaylists(APIView):
    @extend_schema(
        operation_id="social_liked_playlists",
        summary="Playlists that you like",
        description="Those that are still there for you, the latest liked first. `Link` leads to the next page.",
        tags=TAGS,
        parameters=parameters(),
        responses=PlaylistSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        user = listener(request)
        there = Playlist.objects.visible_to(user).order_by()
        rows = PlaylistLike.objects.filter(user=user, playlist__in=there.values("pk"))
        page, headers = page_of(request, rows, by=("-created_at", "-id"))
        ids = [row.playlist_id for row in page]
        playlists = Playlist.objects.shown_to(user).in_bulk(ids)
        found = [playlists[pk] for pk in ids if pk in playlists]
        body = PlaylistSerializer(found, many=True, context={"request": request}).data
        return Response(body, headers=headers)


def _likes(request: Request, playlist: Playlist) -> Response:
    user = listener(request)
    body = {
        "liked": PlaylistLike.objects.filter(user=user, playlist=playlist).exists(),
        "likes": likes_of(playlist, seen=user).count(),
    }
    return Response(shapes.PlaylistLikesSerializer(body).data)
