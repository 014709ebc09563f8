"""What a party plays, what comes next, and votes on both."""

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

from accounts.authentication import listener
from config.pagination import WholeUnlessLimited
from parties import contents, playing, voting
from parties import serializers as shapes
from parties.gates import find_member
from parties.models import Party, PartyEntry
from parties.seeing import find_party, unseen_by
from parties.views.parties import TAGS
from playqueue.views.contents import FULL, NO_SUCH_TRACK, checked, refusal

MOVED = refusal(409, "Another was faster: `state_moved`, with the present `state`; or `nothing_to_play`.")
PAUSE = OpenApiExample("Pause", {"action": "pause", "version": 12}, request_only=True)
JUMP = OpenApiExample("Seek", {"action": "seek", "position_ms": 60000, "version": 12}, request_only=True)
TRACKS = OpenApiExample("Two tracks", {"track_ids": ["3135556", "3135557"]}, request_only=True)


def _state(party: Party) -> Response:
    return Response(shapes.TimedStateSerializer({**party.state(), "server_time": timezone.now()}).data)


class State(APIView):
    @extend_schema(
        operation_id="parties_state_retrieve",
        summary="Show how a party plays",
        description=(
            "`position_ms` was true at the moment `at`; while it plays the position is `position_ms + (now - at)` by "
            "the server's clock. A track that is over is followed by the next one, whoever is listening."
        ),
        tags=TAGS,
        responses=shapes.TimedStateSerializer,
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        return _state(find_party(party_id, listener(request)))

    @extend_schema(
        operation_id="parties_state_set",
        summary="Play, pause, seek, or go to another entry",
        description=(
            "By host and DJs: `play`, `pause`, `seek`, `next`, `previous`, `jump`. `version` is that of the state the "
            "client knows: for any other than the present one nothing happens, and the answer is a 409."
        ),
        tags=TAGS,
        request=shapes.ControlSerializer,
        responses={200: shapes.TimedStateSerializer, **MOVED},
        examples=[PAUSE, JUMP],
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        find_party(party_id, listener(request))
        wanted = checked(shapes.ControlSerializer, request)
        return _state(playing.control(party_id=party_id, user=listener(request), **wanted))


class Entries(generics.ListAPIView[Any]):
    serializer_class = shapes.PartyEntrySerializer
    pagination_class = WholeUnlessLimited
    queryset = PartyEntry.objects.none()

    def get_queryset(self) -> QuerySet[PartyEntry]:
        user = listener(self.request)
        party = find_party(self.kwargs["party_id"], user)
        entries = PartyEntry.objects.filter(queue=party).with_tracks().with_positions()
        return entries.with_vote_of(find_member(party, user))

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return {}
        return {**super().get_serializer_context(), "unseen": unseen_by(listener(self.request))}

    @extend_schema(
        operation_id="parties_tracks_list",
        summary="List the entries of a party's queue",
        description="All of them, in order, or a page when `limit` is given. `position` counts from 0.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="parties_tracks_add",
        summary="Add tracks to a party's queue",
        description="Up to 100, at the end or with `next` after the current one. By guests where `guests_may_add`.",
        tags=TAGS,
        request=shapes.AddToPartySerializer,
        responses={201: shapes.AddedToPartySerializer, **NO_SUCH_TRACK, **FULL},
        examples=[TRACKS],
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        user = listener(request)
        find_party(party_id, user)
        wanted = checked(shapes.AddToPartySerializer, request)
        added = contents.add_tracks(
            party_id=party_id, user=user, track_ids=wanted["track_ids"], after_current=wanted["next"]
        )
        made = {"position": added.position, "item_ids": [each.pk for each in added.entries]}
        return Response(shapes.AddedToPartySerializer(made).data, status=status.HTTP_201_CREATED)


class Entry(APIView):
    @extend_schema(
        operation_id="parties_tracks_remove",
        summary="Remove an entry",
        description="By host and DJs; by guests what they added. The current one stops playing.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, party_id: UUID, item_id: UUID) -> Response:
        contents.remove_entry(party_id=party_id, user=listener(request), item_id=item_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoveEntry(APIView):
    @extend_schema(
        operation_id="parties_tracks_move",
        summary="Move an entry",
        description="By host and DJs, to the `position` that it shall have afterwards. What plays goes on playing.",
        tags=TAGS,
        request=shapes.PartyMoveSerializer,
        responses=shapes.PartyMovedSerializer,
    )
    def post(self, request: Request, party_id: UUID, item_id: UUID) -> Response:
        find_party(party_id, listener(request))
        position = checked(shapes.PartyMoveSerializer, request)["position"]
        entry = contents.move_entry(party_id=party_id, user=listener(request), item_id=item_id, position=position)
        return Response(shapes.PartyMovedSerializer({"id": entry.pk, "position": position}).data)


class Vote(APIView):
    @extend_schema(
        operation_id="parties_tracks_vote",
        summary="Vote for an entry to come sooner",
        description="Once for each; it moves in front of those before it with fewer votes.",
        tags=TAGS,
        request=None,
        responses={200: shapes.PartyVotesSerializer, **refusal(409, "`not_upcoming`.")},
    )
    def post(self, request: Request, party_id: UUID, item_id: UUID) -> Response:
        entry = voting.vote_up(party_id=party_id, user=listener(request), item_id=item_id)
        return Response({"votes": entry.votes})

    @extend_schema(
        operation_id="parties_tracks_unvote",
        summary="Take the vote for an entry back",
        description="The entry stays where it is.",
        tags=TAGS,
        responses={200: shapes.PartyVotesSerializer},
    )
    def delete(self, request: Request, party_id: UUID, item_id: UUID) -> Response:
        entry = voting.withdraw_vote(party_id=party_id, user=listener(request), item_id=item_id)
        return Response({"votes": entry.votes})


class Skip(APIView):
    @extend_schema(
        operation_id="parties_skip_vote",
        summary="Vote to skip the current track",
        description="It is skipped once more than half of those who are there want it.",
        tags=TAGS,
        request=None,
        responses={200: shapes.SkipVotesSerializer, **refusal(409, "Nothing plays: `nothing_to_play`.")},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        return Response(voting.vote_to_skip(party_id=party_id, user=listener(request)))

    @extend_schema(
        operation_id="parties_skip_unvote",
        summary="Take the vote to skip back",
        tags=TAGS,
        responses={200: shapes.SkipVotesSerializer},
    )
    def delete(self, request: Request, party_id: UUID) -> Response:
        return Response(voting.withdraw_skip(party_id=party_id, user=listener(request)))
