"""Recommended playlists over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from playlists.serializers import PlaylistSerializer
from recommendations.mixes import serializers as shapes
from recommendations.mixes.services import entries_of, find_mix, mixes_of, save_mix, still_missing
from recommendations.models import Mix, MixTrack
from recommendations.views import examples
from recommendations.views.pages import TAGS


def _entries(request: Request, mix_id: UUID) -> tuple[Mix, list[MixTrack]]:
    user = listener(request)
    mix = find_mix(user=user, mix_id=mix_id)
    return mix, list(entries_of(user, [mix]).get(mix.pk, ()))


class Mixes(APIView):
    @extend_schema(
        operation_id="recommendations_playlists_list",
        summary="Recommended playlists",
        description=(
            "Your Daily Mood (one for each taste and declared mood), Discover Weekly, On repeat, and New releases for "
            "you: 30 tracks each, the same until `ends` on the listener's own calendar. A kind for which there is too "
            "little yet stands there with a null `id`, no tracks, and a `description` of what it takes."
        ),
        tags=TAGS,
        responses=shapes.MixSerializer(many=True),
        examples=[OpenApiExample("Daily", examples.MIX, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        user = listener(request)
        mixes = mixes_of(user)
        context = {"request": request, "entries": entries_of(user, mixes)}
        shown = shapes.MixSerializer([*mixes, *still_missing(user, mixes)], many=True, context=context)
        return Response(shown.data)


class OneMix(APIView):
    @extend_schema(
        operation_id="recommendations_playlists_retrieve",
        summary="Get a recommended playlist",
        description="With its tracks, each with the `reason` why.",
        tags=TAGS,
        responses=shapes.MixWithTracksSerializer,
        examples=[OpenApiExample("Daily", {**examples.MIX, "tracks": [examples.ENTRY]}, response_only=True)],
    )
    def get(self, request: Request, mix_id: UUID) -> Response:
        mix, entries = _entries(request, mix_id)
        context = {"request": request, "entries": {mix.pk: entries}}
        return Response(shapes.MixWithTracksSerializer(mix, context=context).data)


class MixTracks(APIView):
    @extend_schema(
        operation_id="recommendations_playlists_tracks",
        summary="The tracks of a recommended playlist",
        description="All of them, 30 at most.",
        tags=TAGS,
        responses=shapes.MixEntrySerializer(many=True),
        examples=[OpenApiExample("One track", examples.ENTRY, response_only=True)],
    )
    def get(self, request: Request, mix_id: UUID) -> Response:
        _, entries = _entries(request, mix_id)
        return Response(shapes.MixEntrySerializer(entries, many=True, context={"request": request}).data)


class SaveMix(APIView):
    @extend_schema(
        operation_id="recommendations_playlists_save",
        summary="Save a recommended playlist",
        description="As a playlist of one's own, under its name or another; it stays when the recommended one changes.",
        tags=TAGS,
        request=shapes.SaveSerializer,
        responses={
            201: PlaylistSerializer,
            409: OpenApiResponse(PROBLEM_SCHEMA, "None of its tracks is there any more (`mix_empty`)."),
        },
        examples=[
            OpenApiExample("Under another name", {"name": "Rainy Tuesday"}, request_only=True),
            OpenApiExample("The playlist", examples.SAVED, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request, mix_id: UUID) -> Response:
        wanted = shapes.SaveSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        user = listener(request)
        name: Any = wanted.validated_data.get("name") or ""
        playlist = save_mix(user=user, mix=find_mix(user=user, mix_id=mix_id), name=name)
        shown = PlaylistSerializer(playlist, context={"request": request})
        return Response(shown.data, status=status.HTTP_201_CREATED)
