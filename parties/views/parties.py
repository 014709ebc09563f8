"""Parties: beginning, seeing, changing and ending them, and who comes in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.attempts import slots
from accounts.authentication import listener
from accounts.models import User
from config.pagination import LinkedPagination
from parties import joining, leaving
from parties import serializers as shapes
from parties.codes import LINK_GOOD_FOR, link_token, party_of_code, party_of_link
from parties.errors import NotYourRole, TooManyGuesses
from parties.gates import Role, find_member
from parties.models import Party
from parties.presence import arrive
from parties.seeing import find_party
from playqueue.views.contents import checked, refusal

TAGS = ["Parties"]
GUESSES, WITHIN_SECONDS = 10, 600
"""Codes and links that lead nowhere, of one listener."""


def whole_party(user: User, party_id: UUID) -> Any:
    """All of a party but its entries, members and messages. Raises PartyNotFound."""
    playing = find_party(party_id, user)
    party = Party.objects.with_counts().with_current().get(pk=playing.pk)
    member = find_member(party, user)
    party.role = party.role_of(member)  # type: ignore[attr-defined]  # for the serializer
    party.server_time = timezone.now()  # type: ignore[attr-defined]  # as above
    return shapes.WholePartySerializer(party, context={"user": user}).data


class Parties(generics.ListAPIView[Party]):
    serializer_class = shapes.PartySerializer
    pagination_class = LinkedPagination
    queryset = Party.objects.none()

    def get_queryset(self) -> QuerySet[Party]:
        return Party.objects.visible_to(listener(self.request)).with_counts().order_by("-id")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "user": self.request.user}

    @extend_schema(operation_id="parties_list", summary="List the parties one is a member of", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="parties_create",
        summary="Begin a party",
        description="The listener hosts it. It ends 10 minutes after the last one has gone. Ten at a time are enough.",
        tags=TAGS,
        request=shapes.NewPartySerializer,
        responses={201: shapes.WholePartySerializer, **refusal(409, "`too_many_parties`.")},
        examples=[OpenApiExample("A party", {"name": "Friday night", "guests_may_add": True}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        party = joining.create_party(user=listener(request), **checked(shapes.NewPartySerializer, request))
        return Response(whole_party(listener(request), party.pk), status=status.HTTP_201_CREATED)


class Join(APIView):
    @extend_schema(
        operation_id="parties_join",
        summary="Join a party",
        description=(
            "By its code, by the token of a link, or by its id after an invitation by name. Who is a member already "
            "stays one. 404 when it leads nowhere, the party has ended, or its host and the listener block each other; "
            "403 `kicked` for who was sent away. After ten that led nowhere within ten minutes: 429."
        ),
        tags=TAGS,
        request=shapes.JoinPartySerializer,
        responses={
            200: shapes.WholePartySerializer,
            **refusal(404, "It leads to no party: `invitation_invalid`, `party_not_found`."),
            **refusal(409, "`party_full`."),
        },
        examples=[OpenApiExample("By code", {"code": "KWTR-GHPM"}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        wanted = checked(shapes.JoinPartySerializer, request)
        party_id = wanted.get("party_id") or _invited_to(listener(request), wanted)
        joining.join(user=listener(request), party_id=party_id, is_invited="party_id" not in wanted)
        return Response(whole_party(listener(request), party_id))


def _invited_to(user: User, wanted: dict[str, str]) -> UUID:
    """A guess takes a slot before it is looked at, so that parallel ones cannot slip past; a right one costs none."""
    guess = slots(f"party guesses {user.pk}", limit=GUESSES, seconds=WITHIN_SECONDS)
    if not guess.take():
        raise TooManyGuesses(headers={"Retry-After": str(guess.seconds_left)})
    found = party_of_code(wanted["code"]) if "code" in wanted else party_of_link(wanted["token"])
    guess.give_back()
    return found


class OneParty(APIView):
    @extend_schema(
        operation_id="parties_retrieve",
        summary="Show a party",
        description="How it plays now, and how far its queue, its members and its messages are: by their versions.",
        tags=TAGS,
        responses=shapes.WholePartySerializer,
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        return Response(whole_party(listener(request), party_id))

    @extend_schema(
        operation_id="parties_update",
        summary="Rename a party, or let guests add tracks",
        description="By its host.",
        tags=TAGS,
        request=shapes.ChangePartySerializer,
        responses=shapes.WholePartySerializer,
        examples=[OpenApiExample("Guests only vote", {"guests_may_add": False}, request_only=True)],
    )
    def patch(self, request: Request, party_id: UUID) -> Response:
        find_party(party_id, listener(request))
        wanted = checked(shapes.ChangePartySerializer, request)
        joining.change_party(party_id=party_id, user=listener(request), **wanted)
        return Response(whole_party(listener(request), party_id))

    @extend_schema(
        operation_id="parties_end",
        summary="End a party",
        description="By its host. All sockets are told, and closed.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, party_id: UUID) -> Response:
        leaving.end_party(party_id=party_id, user=listener(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Leave(APIView):
    @extend_schema(
        operation_id="parties_leave",
        summary="Leave a party",
        description="When its host leaves, the DJ who has been there for the longest becomes it, else the guest.",
        tags=TAGS,
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        leaving.leave(party_id=party_id, user=listener(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Here(APIView):
    @extend_schema(
        operation_id="parties_here",
        summary="Say that one is there",
        description="For clients without a socket: counts as being there for 60 seconds.",
        tags=TAGS,
        request=None,
        responses=shapes.WholePartySerializer,
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        user = listener(request)
        member = find_member(find_party(party_id, user), user)
        arrive(party_id=party_id, user=user, connection_id=member.pk)
        return Response(whole_party(user, party_id))


class Code(APIView):
    @extend_schema(
        operation_id="parties_renew_code",
        summary="Make a new code",
        description="By the host. The code before it and all links lead nowhere any more.",
        tags=TAGS,
        request=None,
        responses=shapes.WholePartySerializer,
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        joining.renew_code(party_id=party_id, user=listener(request))
        return Response(whole_party(listener(request), party_id))


class Link(APIView):
    @extend_schema(
        operation_id="parties_link",
        summary="Make a link's token",
        description="By host and DJs: signed, and good for seven days or until there is a new code.",
        tags=TAGS,
        request=None,
        responses=shapes.PartyLinkSerializer,
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        party = find_party(party_id, listener(request))
        if party.role_of(find_member(party, listener(request))) == Role.GUEST:
            raise NotYourRole
        made = {"token": link_token(party), "expires_at": timezone.now() + LINK_GOOD_FOR}
        return Response(shapes.PartyLinkSerializer(made).data)


class Invitations(APIView):
    @extend_schema(
        operation_id="parties_invite",
        summary="Invite somebody by name",
        description=(
            "By host and DJs. They get a notification once, and join with the party's id. Only the host's invitation "
            "brings back who was sent away."
        ),
        tags=TAGS,
        request=shapes.InviteToPartySerializer,
        responses={204: None},
        examples=[OpenApiExample("Ada", {"username": "ada"}, request_only=True)],
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        find_party(party_id, listener(request))
        wanted = checked(shapes.InviteToPartySerializer, request)
        joining.invite(party_id=party_id, user=listener(request), username=wanted["username"])
        return Response(status=status.HTTP_204_NO_CONTENT)
