"""The members of a party."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.pagination import LinkedPagination
from parties import joining, leaving
from parties import serializers as shapes
from parties.models import PartyMember
from parties.seeing import find_party
from parties.views.parties import TAGS
from playqueue.views.contents import checked


@extend_schema_view(
    get=extend_schema(
        operation_id="parties_members_list",
        summary="List a party's members",
        description="Without those who block the listener, or whom the listener blocks.",
        tags=TAGS,
    )
)
class Members(generics.ListAPIView[PartyMember]):
    serializer_class = shapes.PartyMemberSerializer
    pagination_class = LinkedPagination
    queryset = PartyMember.objects.none()

    def get_queryset(self) -> QuerySet[PartyMember]:
        user = listener(self.request)
        party = find_party(self.kwargs["party_id"], user)
        return PartyMember.objects.filter(party=party).shown_to(user).select_related("user", "party").order_by("id")


class Member(APIView):
    @extend_schema(
        operation_id="parties_members_update",
        summary="Change a member's role, or mute them",
        description="By the host. With the role `host` the party is handed over; who was host is a DJ then.",
        tags=TAGS,
        request=shapes.ChangeMemberSerializer,
        responses=shapes.PartyMemberSerializer,
        examples=[OpenApiExample("Make a DJ", {"role": "dj"}, request_only=True)],
    )
    def patch(self, request: Request, party_id: UUID, user_id: UUID) -> Response:
        find_party(party_id, listener(request))
        wanted: dict[str, Any] = checked(shapes.ChangeMemberSerializer, request)
        member = joining.change_member(party_id=party_id, user=listener(request), user_id=user_id, **wanted)
        return Response(shapes.PartyMemberSerializer(member).data)

    @extend_schema(
        operation_id="parties_members_kick",
        summary="Send a member away",
        description="By the host. Neither code nor link lets them in again, only a new invitation by the host.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, party_id: UUID, user_id: UUID) -> Response:
        leaving.kick(party_id=party_id, user=listener(request), user_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
