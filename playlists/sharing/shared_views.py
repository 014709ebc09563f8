"""What a share link leads to: to be read without an account, and joined with one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from config.pagination import LinkedPagination
from playlists.models import ShareLink
from playlists.sharing import serializers as shapes
from playlists.sharing.links import count_open, find_link
from playlists.sharing.members import join_by_link
from playlists.views.playlists import TAGS

NOWHERE = OpenApiResponse(
    PROBLEM_SCHEMA, "The link is broken, expired or revoked, or leads to nothing: `link_not_found`."
)
QUIET = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""The address is the secret: it goes neither to other sites nor into caches and search engines."""


class LinkView(APIView):
    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, **QUIET}


class SharedPlaylist(LinkView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="shared_playlist",
        summary="Read a shared playlist",
        description=(
            "Without an account. 50 tracks unless `limit` says otherwise; `X-Total-Count` and `Link` page them. The "
            "first page counts as an opening of the link."
        ),
        tags=TAGS,
        auth=[],
        parameters=[
            OpenApiParameter("limit", int, description="At most so many tracks, 1 to 200."),
            OpenApiParameter("offset", int, description="Leave out so many tracks first."),
        ],
        responses={200: shapes.SharedPlaylistSerializer, 404: NOWHERE},
    )
    def get(self, request: Request, token: str) -> Response:
        link = find_link(token)
        pages = LinkedPagination()
        tracks = pages.paginate_queryset(link.playlist.entries.with_tracks().in_order(), request) or []
        if not pages.offset:
            count_open(link)
        shown = shapes.SharedPlaylistSerializer(_shown(link, tracks, pages.offset or 0), context={"request": request})
        return Response(shown.data, headers=pages.headers())


class JoinByLink(LinkView):
    @extend_schema(
        operation_id="shared_playlist_join",
        summary="Join a playlist by its link",
        description=(
            "With the role that the link gives. 201 for who is new; who is a member already stays what they are. "
            "409 `own_playlist` for its owner, `too_many_members` when it is full."
        ),
        tags=TAGS,
        request=None,
        responses={
            200: shapes.InvitationSerializer,
            201: shapes.InvitationSerializer,
            404: NOWHERE,
            409: OpenApiResponse(PROBLEM_SCHEMA, "`own_playlist` or `too_many_members`."),
        },
    )
    def post(self, request: Request, token: str) -> Response:
        member, is_new = join_by_link(user=listener(request), token=token)
        shown = shapes.InvitationSerializer(member, context={"request": request})
        return Response(shown.data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def _shown(link: ShareLink, tracks: list[Any], offset: int) -> dict[str, Any]:
    for position, entry in enumerate(tracks, start=offset):
        entry.position = position
    playlist = link.playlist
    names = ("name", "description", "cover_image", "track_count", "updated_at", "owner")
    about = {name: getattr(playlist, name) for name in names}
    return {**about, "role": link.role or None, "expires_at": link.expires_at, "tracks": tracks}
