"""What stands in the listener's queue, and changes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config import shaping
from config.errors import PROBLEM_JSON
from config.openapi import PROBLEM_SCHEMA
from config.pagination import WholeUnlessLimited
from playqueue import moving, services
from playqueue import serializers as shapes
from playqueue.models import PlayQueue, QueueItem
from playqueue.pages import entries_page

TAGS = ["Queue"]
LOOP = OpenApiExample("Loop everything", {"repeat": "all"}, request_only=True)
TO_POSITION = OpenApiExample("Another entry", {"current_position": 3}, request_only=True)
ONE_TRACK = OpenApiExample("One track", {"track_id": "3135556"}, request_only=True)
TRACK_NEXT = OpenApiExample("Play next", {"track_id": "3135556", "next": True}, request_only=True)


def refusal(status_code: int, why: str) -> dict[tuple[int, str], OpenApiResponse]:
    """A problem document among an operation's answers."""
    return {(status_code, PROBLEM_JSON): OpenApiResponse(PROBLEM_SCHEMA, why)}


NO_SUCH_TRACK = refusal(404, "There is no such track: `track_not_found`.")
FULL = refusal(409, "The queue is full: `queue_full`.")


def checked(serializer: type[shapes.Body], request: Request) -> dict[str, Any]:
    """The request's body, after it was found to be of that shape."""
    return shaping.checked(serializer, request.data)


class Queue(APIView):
    @extend_schema(
        operation_id="queue_retrieve",
        summary="Show the queue",
        description="Its current entry, its length and its settings. Every listener has one queue, on all devices.",
        tags=TAGS,
        responses=shapes.QueueSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(shaping.shown(shapes.QueueSerializer, PlayQueue.objects.of(listener(request))))

    @extend_schema(
        operation_id="queue_update",
        summary="Change the queue's current entry or its settings",
        description=(
            "Another entry, by its position or its track, starts to play as with `position/`. Of a track that stands "
            "in the queue several times, the next one is taken. When both are given they must agree. What is already "
            "current goes on playing."
        ),
        tags=TAGS,
        request=shapes.UpdateQueueSerializer,
        responses=shapes.QueueSerializer,
        examples=[TO_POSITION, LOOP],
    )
    def patch(self, request: Request) -> Response:
        wanted = checked(shapes.UpdateQueueSerializer, request)
        queue = moving.update(
            user=listener(request),
            position=wanted.get("current_position"),
            track_id=wanted.get("current_track_id"),
            repeat=wanted.get("repeat"),
            radio_enabled=wanted.get("radio_enabled"),
        )
        return Response(shapes.QueueSerializer(queue).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="queue_tracks_list",
        summary="List the queue's entries",
        description="All of them, in order, or a page when `limit` is given. `position` counts from 0.",
        tags=TAGS,
    )
)
class Entries(generics.ListAPIView[Any]):
    serializer_class = shapes.QueueEntrySerializer
    pagination_class = WholeUnlessLimited
    queryset = QueueItem.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        entries, headers = entries_page(request)
        return Response(entries, headers=headers)


class Entry(APIView):
    @extend_schema(
        operation_id="queue_tracks_remove",
        summary="Remove an entry",
        description="When it is the current one, it stops playing, and `next/` goes on with the entry that followed.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, item_id: UUID) -> Response:
        services.remove_entry(user=listener(request), item_id=item_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoveEntry(APIView):
    @extend_schema(
        operation_id="queue_tracks_move",
        summary="Move an entry",
        description="To the `position` that it shall have afterwards. What plays goes on playing.",
        tags=TAGS,
        request=shapes.QueueMoveSerializer,
        responses=shapes.QueueMovedEntrySerializer,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        position = checked(shapes.QueueMoveSerializer, request)["position"]
        item = services.move_entry(user=listener(request), item_id=item_id, position=position)
        return Response({"id": str(item.pk), "position": position})


class Enqueue(APIView):
    @extend_schema(
        operation_id="queue_enqueue",
        summary="Add a track to the queue",
        description="At the end, or with `next` right after the current track. A full queue is a 409, `queue_full`.",
        tags=TAGS,
        request=shapes.EnqueueSerializer,
        responses={201: shapes.EnqueuedSerializer, **NO_SUCH_TRACK, **FULL},
        examples=[ONE_TRACK, TRACK_NEXT],
    )
    def post(self, request: Request) -> Response:
        wanted = checked(shapes.EnqueueSerializer, request)
        added = services.enqueue(user=listener(request), track_id=wanted["track_id"], after_current=wanted["next"])
        return Response(shaping.shown(shapes.EnqueuedSerializer, added), status=status.HTTP_201_CREATED)


class Clear(APIView):
    @extend_schema(
        operation_id="queue_clear",
        summary="Empty the queue",
        description="Stops playing. The history and the settings for repeat and radio stay.",
        tags=TAGS,
        request=shapes.QueueClearSerializer,
        responses=shapes.QueueMessageSerializer,
    )
    def post(self, request: Request) -> Response:
        told = checked(shapes.QueueClearSerializer, request)
        services.clear(user=listener(request), played_ms=told.get("played_ms"))
        return Response({"message": "Queue cleared"})


class Shuffle(APIView):
    @extend_schema(
        operation_id="queue_shuffle",
        summary="Shuffle what comes next",
        description="Puts everything after the current track in a random order.",
        tags=TAGS,
        request=None,
        responses=shapes.QueueShuffledSerializer,
    )
    def post(self, request: Request) -> Response:
        return Response(shapes.QueueShuffledSerializer(services.shuffle(user=listener(request))).data)
