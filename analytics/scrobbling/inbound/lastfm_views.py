"""`/2.0/`: Last.fm's API for players. Its clients get its codes, as JSON or XML, not our problem documents."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.scrobbling.inbound import lastfm_shapes as shapes
from analytics.scrobbling.inbound.bodies import WholeBody, body_of
from analytics.scrobbling.inbound.lastfm_methods import call
from analytics.scrobbling.receiving import TooManyKept
from config.errors import exception_handler
from config.negotiation import WhateverIsAccepted
from integrations.lastfm.codes import INVALID_PARAMETERS, RATE_LIMIT, Refusal
from integrations.lastfm.rendering import refused, rendered

MAX_FIELDS = 1_000
"""A batch of 50 has 9 fields for each, and a few more."""
METHOD = OpenApiParameter("method", str, required=True, enum=shapes.METHODS, description="Case does not matter.")


class Scrobbler(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (WholeBody,)
    content_negotiation_class = WhateverIsAccepted

    def get_exception_handler(self) -> Any:
        return _as_lastfm

    @extend_schema(
        operation_id="lastfm_call",
        summary="Scrobble as at Last.fm",
        description=(
            "`track.scrobble` (50 at most), `track.updateNowPlaying`, `auth.getMobileSession` with an API key of the "
            "scope `scrobble` as the password, and `auth.getSession` with it as the token. The session key `sk` is the "
            "API key itself. `api_key` and `api_sig` are not looked at. Scrobbles go into the history once their "
            "tracks are recognised, in the background."
        ),
        tags=["Scrobbling in"],
        auth=[],
        request={"application/x-www-form-urlencoded": shapes.CallSerializer},
        responses=shapes.RESPONSES,
        examples=shapes.EXAMPLES,
    )
    def post(self, request: Request) -> HttpResponse:
        # Some clients put the name of the listener into the address, and the rest into the body.
        return _answered("POST", f"{_query(request)}&{body_of(request.data).decode('utf-8', 'replace')}")

    @extend_schema(
        operation_id="lastfm_call_by_get",
        summary="Be told to use POST",
        description="Every method changes something or carries a secret: all of them are refused with code 3.",
        tags=["Scrobbling in"],
        auth=[],
        parameters=[METHOD],
        responses=shapes.REFUSALS,
        examples=[shapes.NO_METHOD, shapes.TOO_MUCH],
    )
    def get(self, request: Request) -> HttpResponse:
        return _answered("GET", _query(request))


def _query(request: Request) -> str:
    return str(request._request.META.get("QUERY_STRING", ""))


def _answered(http_method: str, sent: str) -> HttpResponse:
    try:
        form = dict(parse_qsl(sent, keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:
        return _refused(Refusal(INVALID_PARAMETERS), as_json=False)
    as_json = form.get("format") == "json"
    try:
        body, kind = rendered(call(http_method, form), as_json=as_json)
    except Refusal as refusal:
        return _refused(refusal, as_json=as_json)
    except TooManyKept as error:
        return _refused(Refusal(RATE_LIMIT, error.detail), as_json=as_json)
    return HttpResponse(body, content_type=kind, headers={"Cache-Control": "no-store"})


def _refused(refusal: Refusal, *, as_json: bool) -> HttpResponse:
    body, kind = refused(refusal, as_json=as_json)
    return HttpResponse(body, status=refusal.status, content_type=kind)


def _as_lastfm(exc: Exception, context: dict[str, Any]) -> Response | HttpResponse | None:
    """A request that was throttled gets Last.fm's code for that; what remains is no scrobbler's business."""
    if not isinstance(exc, Throttled):
        return exception_handler(exc, context)
    response = _refused(Refusal(RATE_LIMIT), as_json=False)
    response["Retry-After"] = str(math.ceil(getattr(exc, "wait", None) or 1))
    return response
