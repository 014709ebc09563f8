"""ListenBrainz' bodies, for the OpenAPI document. `integrations.listenbrainz.submissions` reads them."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, inline_serializer
from rest_framework import serializers


class TrackMetadataSerializer(serializers.Serializer[Any]):
    artist_name = serializers.CharField()
    track_name = serializers.CharField()
    release_name = serializers.CharField(required=False)
    additional_info = serializers.DictField(required=False, help_text="`duration_ms`, `isrc`, `media_player` and more.")


class ListenSerializer(serializers.Serializer[Any]):
    listened_at = serializers.IntegerField(required=False, help_text="Seconds of the epoch; absent of `playing_now`.")
    track_metadata = TrackMetadataSerializer()


class SubmissionSerializer(serializers.Serializer[Any]):
    listen_type = serializers.ChoiceField(choices=["single", "playing_now", "import"])
    payload = ListenSerializer(many=True)


class OkSerializer(serializers.Serializer[Any]):
    status = serializers.CharField()


class ValiditySerializer(serializers.Serializer[Any]):
    code = serializers.IntegerField()
    message = serializers.CharField()
    valid = serializers.BooleanField()
    user_name = serializers.CharField(required=False)


_REFUSAL = inline_serializer(
    "ListenBrainzError", {"code": serializers.IntegerField(), "error": serializers.CharField()}
)


def _refused(status: int, why: str, error: str) -> OpenApiResponse:
    example = OpenApiExample("Refused", {"code": status, "error": error}, status_codes=[str(status)])
    return OpenApiResponse(_REFUSAL, description=why, examples=[example])


ERRORS: Final[dict[int, OpenApiResponse]] = {
    400: _refused(400, "The listens are not good; none was taken.", "Value for key listened_at is too high."),
    401: _refused(401, "No key, or none for scrobbling.", "Invalid authorization token."),
    429: _refused(429, "Too many requests; `X-RateLimit-Reset-In` says when to come back.", "Request was throttled."),
}
SUBMISSIONS: Final = [
    OpenApiExample(
        "One listen",
        {
            "listen_type": "single",
            "payload": [
                {
                    "listened_at": 1795000000,
                    "track_metadata": {
                        "artist_name": "Velvet Harbour",
                        "track_name": "Slow Lantern",
                        "release_name": "Salt and Neon",
                        "additional_info": {"media_player": "mpd", "duration_ms": 214000, "isrc": "ZZPLP1001001"},
                    },
                }
            ],
        },
        request_only=True,
    ),
    OpenApiExample("Taken", {"status": "ok"}, response_only=True, status_codes=["200"]),
]
VALIDITY: Final = [
    OpenApiExample(
        "Valid",
        {"code": 200, "message": "Token valid.", "valid": True, "user_name": "ada"},
        response_only=True,
        status_codes=["200"],
    ),
    OpenApiExample(
        "Not valid",
        {"code": 200, "message": "Token invalid.", "valid": False},
        response_only=True,
        status_codes=["200"],
    ),
]
