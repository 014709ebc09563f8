"""Where Last.fm sends the listener back to. Open: a browser that comes from there carries no token of ours."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from accounts.views import OpenView
from config.errors import PROBLEM_JSON, DomainError
from config.negotiation import WhateverIsAccepted
from integrations.lastfm.answers import SERVICE
from integrations.lastfm.linking import complete
from integrations.links import states
from integrations.links.errors import ConsentDenied
from integrations.links.landing import landed, refused
from integrations.links.models import LinkedAccount
from integrations.links.serializers import IntegrationSerializer
from integrations.links.views import LINKED, PROBLEM, TAGS

_LINKED = {**LINKED, "service": "lastfm", "name": "Last.fm", "scopes": []}
LONGEST_TOKEN = 200


class Callback(OpenView):
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        operation_id="lastfm_callback",
        summary="Come back from Last.fm",
        description=(
            "The end of what `POST /api/integrations/lastfm/` began. A browser gets a page, or goes to `LINKED_PAGE`; "
            "whoever asks for JSON gets the link. The state works once, for ten minutes."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", str, description="As it was sent to Last.fm."),
            OpenApiParameter("token", str, description="From Last.fm; absent when the listener said no."),
        ],
        responses={
            200: IntegrationSerializer,
            302: OpenApiResponse(None, "To the configured page, for a browser."),
            (400, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Denied, expired, or not begun here."),
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Used before, or another listener's account."),
            (503, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Last.fm cannot be reached."),
        },
        examples=[OpenApiExample("Linked", _LINKED, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        try:
            return landed(request, account=_linked(request))
        except DomainError as error:
            return refused(request, service=SERVICE, error=error)


def _linked(request: Request) -> LinkedAccount:
    user, _ = states.redeem(request.query_params.get("state", ""), SERVICE)
    token = request.query_params.get("token", "")
    if not token or len(token) > LONGEST_TOKEN:
        raise ConsentDenied
    return complete(user, token)
