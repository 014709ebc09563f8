"""Imports from Spotify, and what they could not match."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from catalogue.errors import TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track, parsed_id
from catalogue.models import Track
from config.errors import PROBLEM_JSON
from playlists.importing import examples, services
from playlists.importing import serializers as shapes
from playlists.importing.models import ImportRun, ImportRunQuerySet, Item

TAGS = ["Imports"]
PROBLEM = {"$ref": "#/components/schemas/Problem"}


class SpotifyImports(generics.ListAPIView[ImportRun]):
    """The listener's imports, and the asking for new ones."""

    serializer_class = shapes.ImportRowSerializer

    def get_queryset(self) -> ImportRunQuerySet:
        return services.runs_of(listener(self.request))

    @extend_schema(
        operation_id="spotify_import_list",
        summary="List imports",
        description="Those of the last 90 days, the newest first, without their playlists.",
        tags=TAGS,
        examples=[OpenApiExample("Done", examples.ROW, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="spotify_import_create",
        summary="Import from Spotify",
        description=(
            "Brings playlists, saved tracks (as favourites), followed artists (as favourite artists) and top tracks "
            "(as taste) here, in the background. An empty body imports everything. Doing it again brings up to date "
            "what was changed at Spotify, and never overwrites what you changed here. While an import is under way "
            "that one is answered."
        ),
        tags=TAGS,
        request=shapes.ImportFormSerializer,
        responses={
            202: shapes.ImportSerializer,
            (404, PROBLEM_JSON): OpenApiResponse(PROBLEM, "No Spotify account is linked (`not_linked`)."),
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "The link has ended (`sign_in_again`)."),
        },
        examples=[
            OpenApiExample("Everything", {}, request_only=True),
            OpenApiExample("Some", examples.FORM, request_only=True),
            OpenApiExample("Queued", examples.QUEUED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.ImportFormSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        run = services.start_import(
            user=listener(request), wanted=form.wanted(), dry_run=form.validated_data["dry_run"]
        )
        return Response(shapes.ImportSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class SpotifyImport(APIView):
    @extend_schema(
        operation_id="spotify_import_retrieve",
        summary="Get an import",
        description=(
            "How far it is: each playlist with what was read, matched and placed, and why the rest was not. A playlist "
            "is listed with the latest import that dealt with it; `totals` stay."
        ),
        tags=TAGS,
        responses=shapes.ImportSerializer,
        examples=[OpenApiExample("Done", examples.DONE, response_only=True)],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        return Response(shapes.ImportSerializer(services.find_run(listener(request), job_id)).data)


class CancelSpotifyImport(APIView):
    @extend_schema(
        operation_id="spotify_import_cancel",
        summary="Cancel an import",
        description="What was imported by then stays. Asking for an import again goes on from there.",
        tags=TAGS,
        request=None,
        responses={
            200: shapes.ImportSerializer,
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "It has ended (`import_finished`)."),
        },
        examples=[OpenApiExample("Cancelled", examples.CANCELLED, response_only=True, status_codes=["200"])],
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        run = services.cancel_import(run=services.find_run(listener(request), job_id))
        return Response(shapes.ImportSerializer(run).data)


class Unmatched(generics.ListAPIView[Item]):
    serializer_class = shapes.UnmatchedSerializer

    def get_queryset(self) -> QuerySet[Item]:
        items = Item.objects.visible_to(listener(self.request)).unmatched()
        reason = self.request.query_params.get("reason", "")
        if reason and reason not in Item.UNMATCHED:
            message = f"Give one of {', '.join(Item.UNMATCHED)}."
            raise serializers.ValidationError({"reason": [serializers.ErrorDetail(message, code="invalid")]})
        chosen = items.filter(how=reason) if reason else items
        return chosen.select_related("source").order_by("source_id", "position")

    @extend_schema(
        operation_id="spotify_unmatched_list",
        summary="List what was not matched",
        description="Of the latest imports, playlist by playlist. `X-Total-Count` and `Link` page.",
        tags=TAGS,
        parameters=[OpenApiParameter("reason", str, enum=list(Item.UNMATCHED), description="Only these.")],
        examples=[OpenApiExample("Ambiguous", examples.UNMATCHED, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        ids = {CatalogueId.parse(each) for item in page for each in item.candidates}
        tracks = {str(track.catalogue_id): track for track in Track.objects.with_ids(ids).shown().for_display()}
        rows = shapes.UnmatchedSerializer(page, many=True, context={"tracks": tracks}).data
        return self.get_paginated_response(rows)


class MatchByHand(APIView):
    @extend_schema(
        operation_id="spotify_unmatched_match",
        summary="Match by hand",
        description=(
            "Says which track of the catalogue it is. It is added to the playlist, or to the favourites, that its "
            "source was imported to, and later imports go by it."
        ),
        tags=TAGS,
        request=shapes.HandMatchSerializer,
        responses={
            200: shapes.MatchedSerializer,
            (404, PROBLEM_JSON): OpenApiResponse(PROBLEM, "No such item (`item_not_found`), or no such track."),
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "The playlist is full (`playlist_full`)."),
            (503, PROBLEM_JSON): OpenApiResponse(PROBLEM, "The catalogue cannot be asked for the track."),
        },
        examples=[
            OpenApiExample("Track", {"track_id": "3135556"}, request_only=True),
            OpenApiExample("Matched", examples.MATCHED, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        user: Any = listener(request)
        item = services.find_item(user, item_id)
        form = shapes.HandMatchSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        track = find_track(parsed_id(form.validated_data["track_id"], TrackNotFound))
        item = services.match_by_hand(item=item, track=track, by=user)
        body = {
            "id": item.pk,
            "title": item.title,
            "track_id": str(track.catalogue_id),
            "track_title": track.title,
            "artist_name": track.artist.name,
            "playlist_id": item.source.playlist_id,
        }
        return Response(shapes.MatchedSerializer(body).data)
