"""What plays: the current entry, and everything that makes another one current."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from catalogue.streaming import signed_audio_url
from config.shaping import shown
from playlists.models import Playlist
from playqueue import filling, moving
from playqueue import serializers as shapes
from playqueue.errors import NothingPlaying
from playqueue.models import PlayQueue
from playqueue.views.contents import FULL, NO_SUCH_TRACK, ONE_TRACK, TAGS, checked, refusal

STEP = OpenApiExample(
    "With a guard", {"expected_item_id": "019a9c1e-7d00-7000-8000-000000000000", "played_ms": 187000}, request_only=True
)
GUARD = (
    "With `expected_item_id`, nothing moves unless that entry is the current one: when another device was faster, the "
    "answer is a 409, `queue_moved`, with the present `current_track`, `current_item_id` and `position`."
)
NOT_MOVED = refusal(409, "Nothing moved: `queue_moved`, `end_of_queue`, `nothing_to_play` or `queue_full`.")


class Current(APIView):
    @extend_schema(
        operation_id="queue_current",
        summary="Show the current track",
        description="404 `nothing_playing` when there is none.",
        tags=TAGS,
        responses={200: shapes.QueueEntrySerializer, **refusal(404, "Nothing is playing: `nothing_playing`.")},
    )
    def get(self, request: Request) -> Response:
        queue = PlayQueue.objects.of(listener(request))
        if queue.current_item is None:
            raise NothingPlaying
        queue.current_item.position = queue.current_position
        return Response(shapes.QueueEntrySerializer(queue.current_item, context={"request": request}).data)


class Next(APIView):
    @extend_schema(
        operation_id="queue_next",
        summary="Play the next track",
        description=(
            "With repeat `one` the same track again, with `all` the first one after the last. Otherwise, when the "
            "queue has run out, radio tracks are added; when there are none or the radio is off, the answer is a 409, "
            f"`end_of_queue`, or `nothing_to_play` for an empty queue. {GUARD}"
        ),
        tags=TAGS,
        request=shapes.StepSerializer,
        responses={200: shapes.PlayingSerializer, **NOT_MOVED},
        examples=[STEP],
    )
    def post(self, request: Request) -> Response:
        told = moving.Told(**checked(shapes.StepSerializer, request))
        return Response(shown(shapes.PlayingSerializer, moving.go_next(user=listener(request), told=told)))


class Previous(APIView):
    @extend_schema(
        operation_id="queue_previous",
        summary="Play the previous track",
        description=f"At the first track it starts again; with repeat `all` the last one does. {GUARD}",
        tags=TAGS,
        request=shapes.StepSerializer,
        responses={200: shapes.PlayingSerializer, **NOT_MOVED},
        examples=[STEP],
    )
    def post(self, request: Request) -> Response:
        told = moving.Told(**checked(shapes.StepSerializer, request))
        return Response(shown(shapes.PlayingSerializer, moving.go_previous(user=listener(request), told=told)))


class Position(APIView):
    @extend_schema(
        operation_id="queue_position",
        summary="Play the track at a position",
        description="From its beginning, also when it is the current one.",
        tags=TAGS,
        request=shapes.QueuePlaceSerializer,
        responses=shapes.PlayingSerializer,
    )
    def post(self, request: Request) -> Response:
        wanted = checked(shapes.QueuePlaceSerializer, request)
        return Response(shapes.PlayingSerializer(moving.go_to(user=listener(request), **wanted)).data)


class Stream(APIView):
    @extend_schema(
        operation_id="queue_stream",
        summary="Play a track and get its audio",
        description=(
            "A track that stands in the queue becomes current there; any other is put in after the current one. Asking "
            "again for the current track only hands out a new address."
        ),
        tags=TAGS,
        request=shapes.TrackToPlaySerializer,
        responses={200: shapes.StreamedSerializer, **NO_SUCH_TRACK, **FULL},
        examples=[ONE_TRACK],
    )
    def post(self, request: Request) -> Response:
        streamed = moving.stream(user=listener(request), **checked(shapes.TrackToPlaySerializer, request))
        body = shapes.StreamedSerializer(streamed).data
        return Response({**body, "stream_url": signed_audio_url(streamed.track, request)})


class PlayPlaylist(APIView):
    @extend_schema(
        operation_id="playlists_play",
        summary="Play a playlist",
        description=(
            "An own or a public one. Its tracks replace the queue, and the one at `position`, or the first, starts. "
            "With `shuffle` they come in a random order, the one at `position` at the head. A playlist without tracks "
            "is a 409, `playlist_empty`."
        ),
        tags=TAGS,
        request=shapes.PlayPlaylistSerializer,
        responses={200: shapes.FilledSerializer, **refusal(409, "There is nothing in it: `playlist_empty`.")},
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        queue = filling.play_playlist(user=user, playlist=playlist, **checked(shapes.PlayPlaylistSerializer, request))
        return Response(shapes.FilledSerializer(queue, context={"message": "Playlist added to queue"}).data)


class PlayRecommendation(APIView):
    @extend_schema(
        operation_id="queue_play_recommendation",
        summary="Play a recommended track and radio after it",
        description="The track and what goes well with it replace the queue.",
        tags=TAGS,
        request=shapes.TrackToPlaySerializer,
        responses={200: shapes.FilledSerializer, **NO_SUCH_TRACK},
        examples=[ONE_TRACK],
    )
    def post(self, request: Request) -> Response:
        wanted = checked(shapes.TrackToPlaySerializer, request)
        queue = filling.play_recommendation(user=listener(request), **wanted)
        context = {"message": "Radio mode started with recommended track"}
        return Response(shapes.FilledSerializer(queue, context=context).data)
