"""The artists of our own catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.errors import ArtistNotFound
from catalogue.own import examples
from catalogue.own import serializers as shapes
from catalogue.own.generic_views import Details, OwnList, OwnView
from catalogue.own.listing import own_artists
from catalogue.own.pictures import replace_picture
from catalogue.own.removing import remove_artist
from catalogue.own.writing import save_artist
from config.images import ImageParser

TAGS = ["Catalogue"]
ONE = OpenApiExample("An artist", examples.ARTIST, response_only=True)
NEW = OpenApiExample("An artist to be", examples.NEW_ARTIST, request_only=True)


class ArtistsView(OwnList):
    serializer_class = shapes.OwnArtistSerializer
    query_serializer = shapes.ArtistsQuerySerializer
    input_serializer = shapes.ArtistInputSerializer
    missing = ArtistNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_artists(asked)

    @extend_schema(
        operation_id="artists_list",
        summary="List our own artists",
        description="`X-Total-Count` and `Link` page. What other providers have is found by the search.",
        tags=TAGS,
        parameters=[shapes.ArtistsQuerySerializer],
        responses=shapes.OwnArtistSerializer(many=True),
        examples=[OpenApiExample("Artists", examples.ARTIST, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="artists_create",
        summary="Add an artist",
        description="Staff only.",
        tags=TAGS,
        request=shapes.ArtistInputSerializer,
        responses={201: shapes.OwnArtistSerializer},
        examples=[NEW, ONE],
    )
    def post(self, request: Request) -> Response:
        made = save_artist(details=self.said())
        self.serializer_class = shapes.OwnArtistSerializer
        return self.answer(made, status.HTTP_201_CREATED)


class OneArtistView(OwnView):
    serializer_class = shapes.OwnArtistSerializer
    input_serializer = shapes.ArtistInputSerializer
    missing = ArtistNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_artists(asked)

    @extend_schema(
        operation_id="artists_retrieve",
        summary="Get one of our artists",
        tags=TAGS,
        responses=shapes.OwnArtistSerializer,
        examples=[ONE],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        return Response(self.get_serializer(self.row(catalogue_id)).data)

    @extend_schema(
        operation_id="artists_replace",
        summary="Change an artist",
        description="Staff only. What is required has to be given; what else is not given stays.",
        tags=TAGS,
        request=shapes.ArtistInputSerializer,
        responses=shapes.OwnArtistSerializer,
        examples=[NEW, ONE],
    )
    def put(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_artist(artist=self.row(catalogue_id), details=self.said()))

    @extend_schema(
        operation_id="artists_update",
        summary="Change parts of an artist",
        description="Staff only. What is not given stays.",
        tags=TAGS,
        request=shapes.ArtistInputSerializer(partial=True),
        responses=shapes.OwnArtistSerializer,
        examples=[ONE],
    )
    def patch(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_artist(artist=self.row(catalogue_id), details=self.said(partial=True)))

    @extend_schema(
        operation_id="artists_delete",
        summary="Remove an artist",
        description=(
            "Staff only. Their albums and songs are removed with them. "
            "What playlists, queues or somebody's history hold stays readable there."
        ),
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, catalogue_id: str) -> Response:
        remove_artist(self.row(catalogue_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ArtistPictureView(OwnView):
    parser_classes = [ImageParser]
    image_field = "picture"
    serializer_class = shapes.OwnArtistSerializer
    missing = ArtistNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_artists(asked)

    @extend_schema(
        operation_id="artists_upload_picture",
        summary="Upload an artist's picture",
        description="Staff only. JPEG, PNG or WebP; it is kept in two sizes, and replaces the one that was there.",
        tags=TAGS,
        request={"multipart/form-data": shapes.PictureUploadSerializer},
        responses=shapes.OwnArtistSerializer,
        examples=[ONE],
    )
    def post(self, request: Request, catalogue_id: str) -> Response:
        row = self.row(catalogue_id)
        form = shapes.PictureUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        replace_picture(row=row, upload=form.validated_data["picture"], field="picture")
        return self.answer(row)
