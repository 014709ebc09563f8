"""The albums of our own catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.errors import AlbumNotFound
from catalogue.own import examples
from catalogue.own import serializers as shapes
from catalogue.own.generic_views import Details, OwnList, OwnView
from catalogue.own.listing import own_albums
from catalogue.own.pictures import replace_picture
from catalogue.own.removing import remove_album
from catalogue.own.writing import save_album
from config.images import ImageParser

TAGS = ["Catalogue"]
ONE = OpenApiExample("An album", examples.ALBUM, response_only=True)
NEW = OpenApiExample("An album to be", examples.NEW_ALBUM, request_only=True)


class AlbumsView(OwnList):
    serializer_class = shapes.OwnAlbumSerializer
    query_serializer = shapes.AlbumsQuerySerializer
    input_serializer = shapes.AlbumInputSerializer
    missing = AlbumNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_albums(asked)

    @extend_schema(
        operation_id="albums_list",
        summary="List our own albums",
        description="`X-Total-Count` and `Link` page. What other providers have is found by the search.",
        tags=TAGS,
        parameters=[shapes.AlbumsQuerySerializer],
        responses=shapes.OwnAlbumSerializer(many=True),
        examples=[OpenApiExample("Albums", examples.ALBUM, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="albums_create",
        summary="Add an album",
        description="Staff only.",
        tags=TAGS,
        request=shapes.AlbumInputSerializer,
        responses={201: shapes.OwnAlbumSerializer},
        examples=[NEW, ONE],
    )
    def post(self, request: Request) -> Response:
        made = save_album(details=self.said())
        self.serializer_class = shapes.OwnAlbumSerializer
        return self.answer(made, status.HTTP_201_CREATED)


class OneAlbumView(OwnView):
    serializer_class = shapes.OwnAlbumSerializer
    input_serializer = shapes.AlbumInputSerializer
    missing = AlbumNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_albums(asked)

    @extend_schema(
        operation_id="albums_retrieve",
        summary="Get one of our albums",
        tags=TAGS,
        responses=shapes.OwnAlbumSerializer,
        examples=[ONE],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        return Response(self.get_serializer(self.row(catalogue_id)).data)

    @extend_schema(
        operation_id="albums_replace",
        summary="Change an album",
        description="Staff only. What is required has to be given; what else is not given stays.",
        tags=TAGS,
        request=shapes.AlbumInputSerializer,
        responses=shapes.OwnAlbumSerializer,
        examples=[NEW, ONE],
    )
    def put(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_album(album=self.row(catalogue_id), details=self.said()))

    @extend_schema(
        operation_id="albums_update",
        summary="Change parts of an album",
        description="Staff only. What is not given stays.",
        tags=TAGS,
        request=shapes.AlbumInputSerializer(partial=True),
        responses=shapes.OwnAlbumSerializer,
        examples=[ONE],
    )
    def patch(self, request: Request, catalogue_id: str) -> Response:
        return self.answer(save_album(album=self.row(catalogue_id), details=self.said(partial=True)))

    @extend_schema(
        operation_id="albums_delete",
        summary="Remove an album",
        description=(
            "Staff only. Its songs are removed with it. "
            "What playlists, queues or somebody's history hold stays readable there."
        ),
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, catalogue_id: str) -> Response:
        remove_album(self.row(catalogue_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class AlbumPictureView(OwnView):
    parser_classes = [ImageParser]
    image_field = "cover"
    serializer_class = shapes.OwnAlbumSerializer
    missing = AlbumNotFound

    def rows(self, asked: Details) -> QuerySet[Any]:
        return own_albums(asked)

    @extend_schema(
        operation_id="albums_upload_cover",
        summary="Upload an album's cover",
        description="Staff only. JPEG, PNG or WebP; it is kept in two sizes, and replaces the one that was there.",
        tags=TAGS,
        request={"multipart/form-data": shapes.CoverUploadSerializer},
        responses=shapes.OwnAlbumSerializer,
        examples=[ONE],
    )
    def post(self, request: Request, catalogue_id: str) -> Response:
        row = self.row(catalogue_id)
        form = shapes.CoverUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        replace_picture(row=row, upload=form.validated_data["cover"], field="cover")
        return self.answer(row)
