"""Members of a playlist and their invitations."""

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
from playlists.models import Member, Playlist
from playlists.serializers import OWNER, PlaylistSerializer
from playlists.sharing import members
from playlists.sharing import serializers as shapes
from playlists.sharing.link_views import FULL, NOBODY
from playlists.sharing.people import find_person
from playlists.views.playlists import TAGS

AN_EDITOR = OpenApiExample("An editor", {"username": "ada", "role": "editor"}, request_only=True)
ONLY_LOOKING = OpenApiExample("Only looking", {"role": "viewer"}, request_only=True)
NO_INVITATION = OpenApiResponse(PROBLEM_SCHEMA, "There is no such invitation: `invitation_not_found`.")


class Members(APIView):
    @extend_schema(
        operation_id="playlists_members_list",
        summary="List the members of a playlist",
        description=(
            "The owner first, then those who joined, 100 at most; the owner also sees who is invited. For members: "
            "403 for others who may read it."
        ),
        tags=TAGS,
        responses=shapes.MemberSerializer(many=True),
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        rows = members.members_of(playlist, asking=user)
        owner = {"user": playlist.owner, "role": OWNER, "joined_at": playlist.created_at}
        return Response(shapes.MemberSerializer([owner, *rows], many=True).data)

    @extend_schema(
        operation_id="playlists_members_invite",
        summary="Invite a listener to a playlist",
        description=(
            "They are told, may look at it, and are a member once they accept. 201 when they were invited just now, "
            "200 when they had been before or are a member. Somebody unknown, blocked, or with a profile that is "
            "private to you is a 404, `user_not_found`; a link invites those."
        ),
        tags=TAGS,
        request=shapes.InviteSerializer,
        responses={200: shapes.MemberSerializer, 201: shapes.MemberSerializer, 404: NOBODY, 409: FULL},
        examples=[AN_EDITOR],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        wanted = shapes.InviteSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        role = wanted.validated_data.pop("role")
        person = find_person(asking=user, **wanted.validated_data)
        member, is_new = members.invite(playlist=playlist, person=person, role=role, by=user)
        shown = shapes.MemberSerializer(member)
        return Response(shown.data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class OneMember(APIView):
    @extend_schema(
        operation_id="playlists_members_change",
        summary="Change what a member may do",
        description="Of those who are invited too. Only the owner of the playlist can do this.",
        tags=TAGS,
        request=shapes.RoleSerializer,
        responses=shapes.MemberSerializer,
        examples=[ONLY_LOOKING],
    )
    def patch(self, request: Request, playlist_id: UUID, user_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        wanted = shapes.RoleSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        role = wanted.validated_data["role"]
        member = members.change_role(playlist=playlist, user_id=user_id, role=role, by=user)
        return Response(shapes.MemberSerializer(member).data)

    @extend_schema(
        operation_id="playlists_members_remove",
        summary="Remove a member, or leave",
        description=(
            "The owner removes members and takes invitations back; everybody else removes only themselves. What they "
            "added stays. Who was removed comes back by a new invitation, and not by a link."
        ),
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID, user_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        members.remove_member(playlist=playlist, user_id=user_id, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class HandOver(APIView):
    @extend_schema(
        operation_id="playlists_hand_over",
        summary="Hand a playlist over",
        description="To a member who has joined. Who owned it until now stays as an editor.",
        tags=TAGS,
        request=shapes.HandOverSerializer,
        responses=PlaylistSerializer,
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.changeable_by(user, playlist_id)
        wanted = shapes.HandOverSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = members.hand_over(playlist=playlist, user_id=wanted.validated_data["user_id"], by=user)
        return Response(PlaylistSerializer(given, context={"request": request}).data)


class Invitations(generics.ListAPIView[Member]):
    serializer_class = shapes.InvitationSerializer

    def get_queryset(self) -> QuerySet[Member]:
        return members.invitations_of(listener(self.request))

    @extend_schema(
        operation_id="playlists_invitations_list",
        summary="List one's invitations to playlists",
        description="Those that wait for an answer, the latest first. `X-Total-Count` and `Link` page.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class AcceptInvitation(APIView):
    @extend_schema(
        operation_id="playlists_invitations_accept",
        summary="Accept an invitation",
        description="The playlist is in the listener's library from now on.",
        tags=TAGS,
        request=None,
        responses={200: shapes.InvitationSerializer, 404: NO_INVITATION},
    )
    def post(self, request: Request, invitation_id: UUID) -> Response:
        member = members.accept(user=listener(request), invitation_id=invitation_id)
        return Response(shapes.InvitationSerializer(member, context={"request": request}).data)


class DeclineInvitation(APIView):
    @extend_schema(
        operation_id="playlists_invitations_decline",
        summary="Decline an invitation",
        description="It is gone, and its playlist is to be read no more unless it is public or shared otherwise.",
        tags=TAGS,
        request=None,
        responses={204: None, 404: NO_INVITATION},
    )
    def post(self, request: Request, invitation_id: UUID) -> Response:
        members.decline(user=listener(request), invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
