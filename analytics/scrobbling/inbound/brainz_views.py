"""The part of ListenBrainz' API that players submit listens to, with its own words for errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.scrobbling.inbound import brainz_shapes as shapes
from analytics.scrobbling.inbound.bodies import WholeBody, body_of
from analytics.scrobbling.inbound.keys import MISSING, TokenAuthentication, listener_with_key, token_of_header
from analytics.scrobbling.receiving import Heard, now_playing, receive
from config.errors import DomainError, exception_handler
from config.negotiation import WhateverIsAccepted
from config.ratelimits import Usage
from integrations.listenbrainz.submissions import PLAYING_NOW, Submitted, read_submission
from integrations.listenbrainz.validation import BadSubmission

TAGS = ["Scrobbling in"]
_LIMITS = {
    "RateLimit-Limit": "X-RateLimit-Limit",
    "RateLimit-Remaining": "X-RateLimit-Remaining",
    "RateLimit-Reset": "X-RateLimit-Reset-In",
}


class BrainzView(APIView):
    authentication_classes: Sequence[type[BaseAuthentication]] = (TokenAuthentication,)
    parser_classes = (WholeBody,)
    content_negotiation_class = WhateverIsAccepted

    def get_exception_handler(self) -> Any:
        return _as_brainz

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        usage: Usage | None = getattr(request._request, "rate_usage", None)
        limits = usage.headers if usage else {}
        for ours, theirs in _LIMITS.items() if limits else ():
            response[theirs] = limits[ours]
        return super().finalize_response(request, response, *args, **kwargs)


class SubmitListens(BrainzView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="listenbrainz_submit_listens",
        summary="Submit listens",
        description=(
            "As at ListenBrainz, with an API key of the scope `scrobble` as the token. `single` and `import` go into "
            "the history once their tracks are recognised, in the background; `playing_now` is remembered while it "
            "plays. At most 1000 listens of 10,240 bytes each. The same listen sent again is counted once, and so is "
            "the same track reported by two players within a minute."
        ),
        tags=TAGS,
        request=shapes.SubmissionSerializer,
        responses={200: shapes.OkSerializer, **shapes.ERRORS},
        examples=shapes.SUBMISSIONS,
    )
    def post(self, request: Request) -> Response:
        try:
            kind, listens = read_submission(body_of(request.data))
        except BadSubmission as error:
            return _error(400, str(error))
        user = listener(request)
        if kind == PLAYING_NOW:
            now_playing(user=user, heard=_heard(listens[0]))
        else:
            receive(user=user, listens=[_heard(each) for each in listens])
        return Response({"status": "ok"})


class ValidateToken(BrainzView):
    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="listenbrainz_validate_token",
        summary="Validate a token",
        description="Whether the API key in `Authorization: Token <key>` may submit listens, and whose it is.",
        tags=TAGS,
        responses={200: shapes.ValiditySerializer, **shapes.ERRORS},
        examples=shapes.VALIDITY,
    )
    def get(self, request: Request) -> Response:
        token = token_of_header(request)
        if not token:
            return _error(400, "You need to provide an Authorization token.")
        user = listener_with_key(token)
        if user is None:
            return Response({"code": 200, "message": "Token invalid.", "valid": False})
        return Response({"code": 200, "message": "Token valid.", "valid": True, "user_name": user.username})


def _heard(listen: Submitted) -> Heard:
    return Heard(
        artist=listen.artist,
        title=listen.track,
        listened_at=listen.listened_at,
        album=listen.release,
        duration_ms=listen.duration_ms,
        isrc=listen.isrc,
        client=listen.client,
    )


def _as_brainz(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Our errors in the form of ListenBrainz: `{"code": 401, "error": "..."}`."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    said = exc.detail if isinstance(exc, APIException | DomainError) else response.data["detail"]
    missing = response.status_code == 401 and not token_of_header(context["request"])
    response.data = {"code": response.status_code, "error": MISSING if missing else str(said)}
    response.content_type = "application/json"
    return response


def _error(status: int, message: str) -> Response:
    return Response({"code": status, "error": message}, status=status)
