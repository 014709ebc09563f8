"""Last.fm's calls, for the OpenAPI document. What is read of them is in `integrations.lastfm.submissions`."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

METHODS: Final = ["auth.getMobileSession", "auth.getSession", "track.scrobble", "track.updateNowPlaying"]


class CallSerializer(serializers.Serializer[Any]):
    method = serializers.ChoiceField(choices=METHODS)
    format = serializers.ChoiceField(choices=["json", "xml"], required=False)
    sk = serializers.CharField(required=False, help_text="The API key, for scrobbles and what plays now.")
    username = serializers.CharField(required=False)
    password = serializers.CharField(required=False, help_text="The API key, for `auth.getMobileSession`.")
    token = serializers.CharField(required=False, help_text="The API key, for `auth.getSession`.")
    artist = serializers.CharField(required=False, help_text="Of several scrobbles `artist[0]`, `artist[1]`, ...")
    track = serializers.CharField(required=False)
    timestamp = serializers.IntegerField(required=False, help_text="When it began, in seconds of the epoch.")
    album = serializers.CharField(required=False)
    duration = serializers.IntegerField(required=False, help_text="Seconds.")


RESPONSES: Final = {
    (status, kind): of
    for status in (200, 400, 403, 429)
    for kind, of in (("application/json", OpenApiTypes.OBJECT), ("text/xml", OpenApiTypes.STR))
}
REFUSALS: Final = {key: of for key, of in RESPONSES.items() if key[0] in (400, 429)}
_NAMES = ("track", "artist", "album", "albumArtist")
_SCROBBLE = {
    **{name: {"corrected": "0", "#text": name.title()} for name in _NAMES},
    "timestamp": "1795000000",
    "ignoredMessage": {"code": "0", "#text": ""},
}


def _refused(name: str, status: int, code: int, message: str) -> OpenApiExample:
    body = {"error": code, "message": message}
    return OpenApiExample(name, body, response_only=True, status_codes=[str(status)], media_type="application/json")


NO_METHOD: Final = _refused("No such method", 400, 3, "Invalid Method - No method with that name in this package")
TOO_MUCH: Final = _refused(
    "Too much", 429, 29, "Rate limit exceeded - Your IP has made too many requests in a short period"
)
EXAMPLES: Final = [
    OpenApiExample(
        "One scrobble",
        {
            "method": "track.scrobble",
            "format": "json",
            "sk": "pp_...",
            "artist": "Velvet Harbour",
            "track": "Slow Lantern",
            "timestamp": 1795000000,
        },
        request_only=True,
        media_type="application/x-www-form-urlencoded",
    ),
    OpenApiExample(
        "Taken",
        {"scrobbles": {"scrobble": _SCROBBLE, "@attr": {"accepted": 1, "ignored": 0}}},
        response_only=True,
        status_codes=["200"],
        media_type="application/json",
    ),
    NO_METHOD,
    _refused("The key is not good", 403, 9, "Invalid session key - Please re-authenticate"),
    TOO_MUCH,
]
