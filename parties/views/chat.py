"""What members of a party write to each other."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.pagination import whole_number
from parties import chat
from parties import serializers as shapes
from parties.seeing import find_party
from parties.views.parties import TAGS
from playqueue.views.contents import checked

MOST = 200
HIGHEST = 2**62


def _number(name: str, what: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT, description=what)


class Messages(APIView):
    @extend_schema(
        operation_id="parties_messages_list",
        summary="List a party's messages",
        description="The latest ones, those before a number, or those after it: always in the order of their numbers.",
        tags=TAGS,
        parameters=[
            _number("before", "Only those with a smaller number."),
            _number("after", "Only those with a greater number, the oldest of them first."),
            _number("limit", f"At most so many; {MOST} are the most."),
        ],
        responses=shapes.PartyMessageSerializer(many=True),
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = find_party(party_id, listener(request))
        limit = whole_number(request, "limit", default=chat.LATEST, minimum=1, maximum=MOST, clamp=True)
        before = whole_number(request, "before", default=HIGHEST, minimum=1, maximum=HIGHEST)
        after = whole_number(request, "after", default=-1, minimum=0, maximum=HIGHEST)
        messages = party.messages.visible_to(listener(request)).with_authors().filter(number__lt=before)
        if after >= 0:
            page = list(messages.filter(number__gt=after).order_by("number")[:limit])
        else:
            page = list(messages.order_by("-number")[:limit])[::-1]
        found = [chat.shown_message(each) for each in page]
        return Response(shapes.PartyMessageSerializer(found, many=True).data)

    @extend_schema(
        operation_id="parties_messages_post",
        summary="Write to a party",
        description="Up to 500 characters, ten messages in ten seconds. 403 `muted` for whom the host has muted.",
        tags=TAGS,
        request=shapes.NewMessageSerializer,
        responses={201: shapes.PartyMessageSerializer},
        examples=[OpenApiExample("A message", {"text": "What a song!"}, request_only=True)],
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        find_party(party_id, listener(request))
        text = checked(shapes.NewMessageSerializer, request)["text"]
        message = chat.post(party_id=party_id, user=listener(request), text=text)
        shown = shapes.PartyMessageSerializer(chat.shown_message(message)).data
        return Response(shown, status=status.HTTP_201_CREATED)


class Message(APIView):
    @extend_schema(
        operation_id="parties_messages_delete",
        summary="Delete a message",
        description="By its author and the host.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, party_id: UUID, message_id: UUID) -> Response:
        chat.delete_message(party_id=party_id, user=listener(request), message_id=message_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
