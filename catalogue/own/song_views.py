"""The songs of our own catalogue; everywhere else they are called tracks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.errors import TrackNotFound
from catalogue.own import examples
from catalogue.own import serializers as shapes
from catalogue.own.generic_views import Details, OwnList, OwnView
from catalogue.own.listing import own_songs
from catalogue.own.removing import remove_song
from catalogue.own.uploads import AudioParser, remove_audio, replace_audio
from catalogue.own.writing import save_song

TAGS = ["Catalogue"]
ONE = OpenApiExample("A song", examples.ONE_SONG, response_only=True)
NEW = OpenApiExample("A song to be", examples.NEW_SONG, request_only=True)


class SongsView(OwnList):
    serializer_class = shapes.SongSerializer
    query_serializer = shapes.SongsQuerySerializer
    input_serializer = shapes.SongInputSerializer
    missing = TrackNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_songs(asked)

    @extend_schema(
        operation_id="songs_list",
        summary="List our own songs",
        description="`X-Total-Count` and `Link` page. What other providers have is found by the search.",
        tags=TAGS,
        parameters=[shapes.SongsQuerySerializer],
        responses=shapes.SongSerializer(many=True),
        examples=[OpenApiExample("Songs", examples.SONG, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="songs_create",
        summary="Add a song",
        description="Staff only.",
        tags=TAGS,
        request=shapes.SongInputSerializer,
        responses={201: shapes.OneSongSerializer},
        examples=[NEW, ONE],
    )
    def post(self, request: Request) -> Response:
        made = save_song(details=self.said())
        self.serializer_class = shapes.OneSongSerializer
        return self.answer(made, status.HTTP_201_CREATED)


class OneSongView(OwnView):
    serializer_class = shapes.OneSongSerializer
    input_serializer = shapes.SongInputSerializer
    missing = TrackNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_songs(asked).select_related("lyrics")

    @extend_schema(
        operation_id="songs_retrieve",
        summary="Get one of our songs",
        tags=TAGS,
        responses=shapes.OneSongSerializer,
        examples=[ONE],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        return Response(self.get_serializer(self.row(catalogue_id)).data)

    @extend_schema(
        operation_id="songs_replace",
        summary="Change a song",
        description="Staff only. What is required has to be given; what else is not given stays.",
        tags=TAGS,
        request=shapes.SongInputSerializer,
        responses=shapes.OneSongSerializer,
        examples=[NEW, ONE],
    )
    def put(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_song(track=self.row(catalogue_id), details=self.said()))

    @extend_schema(
        operation_id="songs_update",
        summary="Change parts of a song",
        description="Staff only. What is not given stays.",
        tags=TAGS,
        request=shapes.SongInputSerializer(partial=True),
        responses=shapes.OneSongSerializer,
        examples=[ONE],
    )
    def patch(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_song(track=self.row(catalogue_id), details=self.said(partial=True)))

    @extend_schema(
        operation_id="songs_delete",
        summary="Remove a song",
        description="Staff only. What playlists, queues or somebody's history hold stays readable there.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, catalogue_id: str) -> Response:
        remove_song(self.row(catalogue_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SongAudioView(OwnView):
    parser_classes = [AudioParser]
    serializer_class = shapes.OneSongSerializer
    missing = TrackNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_songs(asked).select_related("lyrics")

    @extend_schema(
        operation_id="songs_upload_audio",
        summary="Upload a song's audio",
        description=(
            "Staff only. MP3, OGG, FLAC or WAV up to 50 MB, told by its content. The song takes its duration from the "
            "file, and ISRC, release date and numbers where it has none yet. Replaces the file that was there."
        ),
        tags=TAGS,
        request={"multipart/form-data": shapes.AudioUploadSerializer},
        responses=shapes.AudioUploadedSerializer,
        examples=[OpenApiExample("Uploaded", examples.UPLOADED, response_only=True)],
    )
    def post(self, request: Request, catalogue_id: str) -> Response:
        track = self.row(catalogue_id)
        form = shapes.AudioUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        facts = replace_audio(track=track, upload=form.validated_data["audio"])
        song = self.get_serializer(self.row(catalogue_id)).data
        return Response({"song": song, "format": facts.kind, "tags": facts.tags})

    @extend_schema(
        operation_id="songs_remove_audio",
        summary="Remove a song's audio",
        description="Staff only. The song stays and is silent.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, catalogue_id: str) -> Response:
        remove_audio(track=self.row(catalogue_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
