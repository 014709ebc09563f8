"""Hearing a track."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.errors import TrackNotFound
from catalogue.lookup import parsed_id
from catalogue.playback import audio, audio_address, explained
from catalogue.serializers import AudioAddressSerializer
from catalogue.signing import check_signature

TRACK_ID = OpenApiParameter("catalogue_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="A track's id.")

NO_AUDIO = OpenApiExample(
    "No audio",
    {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no audio for this track.",
        "code": "no_audio",
        "error": "no_audio",
        "preview_url": None,
        "fallback": False,
        "message": "There is no audio for this track.",
    },
    response_only=True,
    status_codes=["404"],
)


class StreamView(APIView):
    @extend_schema(
        operation_id="catalogue_stream",
        summary="Where to hear a track",
        description=(
            "The address of the track's audio: good for 6 hours, to be used without a header. An error carries, "
            "besides the members of a problem document, `error`, `preview_url`, `fallback` and `message`: with "
            "`fallback`, `preview_url` is the same recording at another provider, or null when it is worth trying "
            "again later."
        ),
        tags=["Catalogue"],
        parameters=[TRACK_ID],
        responses={200: AudioAddressSerializer, 404: OpenApiTypes.OBJECT},
        examples=[
            OpenApiExample(
                "An address",
                {"preview_url": "http://localhost:8000/api/catalogue/stream/3135556/audio?expires=1&signature=0"},
                response_only=True,
                status_codes=["200"],
            ),
            NO_AUDIO,
        ],
    )
    def get(self, request: Request, catalogue_id: str) -> Response:
        try:
            track_id = parsed_id(catalogue_id, TrackNotFound)
        except TrackNotFound as error:
            raise explained(error) from None
        return Response({"preview_url": audio_address(track_id, request)})


class AudioView(APIView):
    """The address itself is the permission."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="catalogue_audio",
        summary="A track's audio",
        description=(
            "Answers with the audio of our own tracks, in ranges if asked to, and for the others with a redirect to "
            "a preview that is good for a minute at least, or with its bytes (`STREAM_MODE=proxy`). A track without "
            "audio leads to the same recording elsewhere, if there is one. The address comes from other answers and "
            "carries its own permission."
        ),
        tags=["Catalogue"],
        parameters=[
            TRACK_ID,
            OpenApiParameter("expires", OpenApiTypes.INT, required=True, description="Seconds since 1970."),
            OpenApiParameter("signature", OpenApiTypes.STR, required=True),
            OpenApiParameter(
                "refused",
                OpenApiTypes.STR,
                description="Added, with any value, by a client that was refused at the address it was led to.",
            ),
            OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER, description="`bytes=0-1023`"),
        ],
        responses={
            (200, "audio/*"): OpenApiTypes.BINARY,
            (206, "audio/*"): OpenApiTypes.BINARY,
            302: OpenApiResponse(description="To the provider's preview."),
            403: OpenApiResponse({"$ref": "#/components/schemas/Problem"}, "The address is damaged or no longer good."),
            416: OpenApiResponse(description="No byte of the file is in the range."),
        },
        auth=[],
    )
    def get(self, request: Request, catalogue_id: str) -> HttpResponseBase:
        track_id = parsed_id(catalogue_id, TrackNotFound)
        query = request.query_params
        left = check_signature(track_id, expires=query.get("expires", ""), signature=query.get("signature", ""))
        return audio(request._request, track_id, fresh_for=left, refused="refused" in query)
