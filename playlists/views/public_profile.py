"""What everybody who is signed in may see of a listener: name, words, picture and public playlists."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.public_profiles import find_public_profile
from config.addresses import AddressField
from config.pagination import LinkedPagination
from playlists.models import Playlist
from playlists.serializers import PlaylistSerializer

_EXAMPLE = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "username": "ada",
    "bio": "Listens at night.",
    "avatar": "https://playpod.example/media/avatars/6f1c.jpg",
    "playlists": [],
}


class PublicProfileSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField(source="user.id", read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    bio = serializers.CharField(read_only=True)
    avatar = AddressField()
    playlists = PlaylistSerializer(many=True, read_only=True)


class PublicProfile(APIView):
    @extend_schema(
        operation_id="users_public_profile",
        summary="Public profile of a listener",
        description=(
            "404 when the listener keeps the profile private, except for themselves and staff. The public playlists "
            "come the latest changed first, 50 unless `limit` says otherwise; `X-Total-Count` and `Link` page them."
        ),
        tags=["Accounts"],
        parameters=[
            OpenApiParameter("limit", int, description="At most so many playlists, 1 to 200."),
            OpenApiParameter("offset", int, description="Leave out so many playlists first."),
        ],
        responses=PublicProfileSerializer,
        examples=[OpenApiExample("Profile", _EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        asking = listener(request)
        profile = find_public_profile(asking=asking, user_id=user_id)
        public = Playlist.objects.visible_to(asking).owned_by(profile.user).filter(is_public=True)
        pages = LinkedPagination()
        profile.playlists = pages.paginate_queryset(public.shown_to(asking).latest_first(), request)  # type: ignore[attr-defined]
        body = PublicProfileSerializer(profile, context={"request": request}).data
        return Response(body, headers=pages.headers())
