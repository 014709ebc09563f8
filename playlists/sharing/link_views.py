"""A playlist's share links, and those whom it is shared with by name: for its owner."""

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
from playlists.models import Playlist, SharedWith, ShareLink
from playlists.sharing import serializers as shapes
from playlists.sharing.links import make_link, revoke_link
from playlists.sharing.named import listeners_of, share_no_more_with, share_with
from playlists.sharing.people import find_person
from playlists.views.playlists import TAGS

FOR_A_WEEK = OpenApiExample("For a week", {"expires_in_days": 7}, request_only=True)
TO_EDIT = OpenApiExample("An invitation to edit", {"expires_in_days": 2, "role": "editor"}, request_only=True)
BY_NAME = OpenApiExample("By name", {"username": "ada"}, request_only=True)
FULL = OpenApiResponse(PROBLEM_SCHEMA, "There are as many as there may be.")
NOBODY = OpenApiResponse(
    PROBLEM_SCHEMA, "There is no such playlist, or nobody of this name whom one could share with: nothing tells which."
)


class ShareLinks(generics.ListAPIView[ShareLink]):
    serializer_class = shapes.ShareLinkSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[ShareLink]:
        playlist = Playlist.objects.changeable_by(listener(self.request), self.kwargs["playlist_id"])
        return ShareLink.objects.filter(playlist=playlist).with_opens().order_by("-pk")

    @extend_schema(
        operation_id="playlists_share_list",
        summary="List a playlist's links",
        description="All of them, at most 50, the latest first, with how often each was opened. For its owner.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="playlists_share_create",
        summary="Share a playlist by a link",
        description=(
            "Whoever has the link reads the playlist, with or without an account, public or not, until it expires or "
            "is revoked; without an expiry that is for ever. With a `role` it is also an invitation to join."
        ),
        tags=TAGS,
        request=shapes.NewShareLinkSerializer,
        responses={201: shapes.ShareLinkSerializer, 409: FULL},
        examples=[FOR_A_WEEK, TO_EDIT],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        wanted = shapes.NewShareLinkSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        link = make_link(playlist=playlist, by=user, **wanted.validated_data)
        return Response(shapes.ShareLinkSerializer(link).data, status=status.HTTP_201_CREATED)


class OneShareLink(APIView):
    @extend_schema(
        operation_id="playlists_share_revoke",
        summary="Revoke a link",
        description="It leads nowhere from now on. Who joined by it stays a member.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID, share_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        revoke_link(playlist=playlist, link_id=share_id, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class NamedListeners(generics.ListAPIView[SharedWith]):
    serializer_class = shapes.NamedListenerSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[SharedWith]:
        user = listener(self.request)
        return listeners_of(Playlist.objects.changeable_by(user, self.kwargs["playlist_id"]), asking=user)

    @extend_schema(
        operation_id="playlists_listeners_list",
        summary="List whom a playlist is shared with",
        description="By name, at most 100. For its owner.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="playlists_listeners_add",
        summary="Share a playlist with a listener",
        description=(
            "They may read it at once, and are told. 201 the first time, 200 for a repeat. Somebody unknown, blocked, "
            "or with a profile that is private to you is a 404, `user_not_found`."
        ),
        tags=TAGS,
        request=shapes.PersonSerializer,
        responses={
            200: shapes.NamedListenerSerializer,
            201: shapes.NamedListenerSerializer,
            404: NOBODY,
            409: FULL,
        },
        examples=[BY_NAME],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        wanted = shapes.PersonSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = find_person(asking=user, **wanted.validated_data)
        shared, is_new = share_with(playlist=playlist, person=person, by=user)
        shown = shapes.NamedListenerSerializer(shared)
        return Response(shown.data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class NamedListener(APIView):
    @extend_schema(
        operation_id="playlists_listeners_remove",
        summary="Share no more with a listener",
        description="A repeat is no error. What they are as a member stays.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID, user_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        share_no_more_with(playlist=playlist, user_id=user_id, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)
