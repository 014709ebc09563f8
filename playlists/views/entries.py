"""The tracks of a playlist: adding, removing, moving, shuffling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from playlists import serializers as shapes
from playlists import services
from playlists.adding import add_by_ids
from playlists.models import Playlist
from playlists.pages import entries_page, rendered
from playlists.shuffle import hand_out_next
from playlists.views.playlists import PAGING, TAGS

ONE = OpenApiExample("One track", {"track_id": "3135556"}, request_only=True)
MANY = OpenApiExample("Several tracks", {"tracks": ["3135556", "1109731"]}, request_only=True)
BULK_RULES = (
    "Up to 500 ids; an id given twice counts once. `total` is how many different tracks were asked for, `added_count` "
    "how many of them were added; `track_count` is what the playlist holds now. Every id is in exactly one of `added`, "
    "`skipped`, `not_found` and `unavailable`. If the new tracks do not all fit (10,000 at most), none is added: 409."
)
TRACK_ID = OpenApiParameter("track_id", str, required=True, description="A catalogue id.")


def _add_one(request: Request, playlist: Playlist, user: User, catalogue_id: CatalogueId) -> Response:
    entry = services.add_track(playlist=playlist, track=find_track(catalogue_id), by=user)
    info = rendered(playlist, entry, position=playlist.track_count - 1, request=request)
    return Response({"message": "Track added successfully", "track_info": info}, status=status.HTTP_201_CREATED)


def _add_many(playlist: Playlist, user: User, ids: list[CatalogueId]) -> Response:
    outcome = add_by_ids(playlist=playlist, ids=ids, by=user)
    return Response(shapes.TracksAddedSerializer(outcome).data)


class AddTrack(APIView):
    @extend_schema(
        operation_id="playlists_add_track",
        summary="Add a track",
        description="At the end. A track stands in a playlist once: adding it again is a 409, `already_in_playlist`.",
        tags=TAGS,
        request=shapes.TrackReferenceSerializer,
        responses={201: shapes.TrackAddedSerializer},
        examples=[ONE],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        wanted = shapes.TrackReferenceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return _add_one(request, playlist, user, wanted.validated_data["track_id"])


class AddTracks(APIView):
    @extend_schema(
        operation_id="playlists_add_tracks",
        summary="Add several tracks",
        description=f"At the end, in this order. {BULK_RULES}",
        tags=TAGS,
        request=shapes.TrackReferencesSerializer,
        responses=shapes.TracksAddedSerializer,
        examples=[MANY],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        wanted = shapes.TrackReferencesSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return _add_many(playlist, user, wanted.validated_data["tracks"])


class RemoveTrack(APIView):
    @extend_schema(
        operation_id="playlists_remove_track",
        summary="Remove a track",
        description="By its catalogue id. 404 `track_not_in_playlist` when the playlist does not hold it.",
        tags=TAGS,
        parameters=[TRACK_ID],
        responses={200: shapes.MessageSerializer},
    )
    def delete(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        wanted = shapes.TrackReferenceSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        services.remove_track(playlist=playlist, catalogue_id=wanted.validated_data["track_id"], by=user)
        return Response({"message": "Track removed successfully"})


class Entries(APIView):
    @extend_schema(
        operation_id="playlists_tracks_list",
        summary="List the tracks of a playlist",
        description="All of them, or a page when `limit` is given. `position` counts from 0.",
        tags=TAGS,
        parameters=PAGING,
        responses=shapes.PlaylistEntrySerializer(many=True),
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        tracks, headers = entries_page(Playlist.objects.readable_by(listener(request), playlist_id), request)
        return Response(tracks, headers=headers)

    @extend_schema(
        operation_id="playlists_tracks_add",
        summary="Add one track or several",
        description=f"With `track_id` the same as `add_track/`, with `tracks` the same as `add_tracks/`. {BULK_RULES}",
        tags=TAGS,
        request=shapes.AnyTrackReferenceSerializer,
        responses={200: shapes.TracksAddedSerializer, 201: shapes.TrackAddedSerializer},
        examples=[ONE, MANY],
    )
    def post(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        wanted = shapes.AnyTrackReferenceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        if "tracks" in wanted.validated_data:
            return _add_many(playlist, user, wanted.validated_data["tracks"])
        return _add_one(request, playlist, user, wanted.validated_data["track_id"])


class Entry(APIView):
    @extend_schema(
        operation_id="playlists_tracks_remove",
        summary="Remove an entry",
        description="By the id of the entry.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, playlist_id: UUID, item_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        services.remove_entry(playlist=playlist, entry_id=item_id, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoveEntry(APIView):
    @extend_schema(
        operation_id="playlists_tracks_move",
        summary="Move an entry",
        description="To the `position` that it shall have afterwards, from 0 to the last. Others keep their order.",
        tags=TAGS,
        request=shapes.MoveSerializer,
        responses=shapes.PlaylistEntrySerializer,
        examples=[OpenApiExample("To the top", {"position": 0}, request_only=True)],
    )
    def post(self, request: Request, playlist_id: UUID, item_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.editable_by(user, playlist_id)
        move = shapes.MoveSerializer(data=request.data)
        move.is_valid(raise_exception=True)
        position: int = move.validated_data["position"]
        entry = services.move_entry(playlist=playlist, entry_id=item_id, position=position, by=user)
        return Response(rendered(playlist, entry, position=position, request=request))


class ShuffleNext(APIView):
    @extend_schema(
        operation_id="playlists_shuffle_next",
        summary="Next track of the smart shuffle",
        description=(
            "The listener's own shuffle of a playlist they can read: every track once per round, artists spread apart. "
            "Tracks added or removed meanwhile join or leave the rest. A new round does not begin with the last ten. "
            "409 `playlist_empty` when there is nothing to shuffle. Nothing is played or recorded by this."
        ),
        tags=TAGS,
        responses=shapes.ShuffledTrackSerializer,
    )
    def get(self, request: Request, playlist_id: UUID) -> Response:
        user = listener(request)
        playlist = Playlist.objects.readable_by(user, playlist_id)
        handed_out = hand_out_next(user=user, playlist=playlist)
        context: dict[str, Any] = {"request": request}
        return Response(shapes.ShuffledTrackSerializer(handed_out, context=context).data)
