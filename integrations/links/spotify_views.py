"""To Spotify and back."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.views import OpenView
from config.errors import PROBLEM_JSON, DomainError
from config.negotiation import WhateverIsAccepted
from integrations.links.landing import landed, refused, wants_json
from integrations.links.models import Service
from integrations.links.serializers import ConsentSerializer, IntegrationSerializer
from integrations.links.spotify import begin_link, complete_link
from integrations.links.views import CONSENT, LINKED, NO_STORE, PROBLEM, TAGS

LONGEST = 2000
"""Characters of a code or a state: Spotify's codes have a few hundred."""


class SpotifyConsentView(APIView):
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        operation_id="auth_spotify",
        summary="Link a Spotify account",
        description=(
            "Answers the address at Spotify where you consent, good for ten minutes and one use, or sends a browser "
            "(`Accept: text/html`) there. The same as `POST /api/integrations/spotify/`."
        ),
        tags=TAGS,
        responses={
            200: ConsentSerializer,
            302: OpenApiResponse(None, "To Spotify, for a browser."),
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "This server is not set up for it (`not_configured`)."),
        },
        examples=[OpenApiExample("Consent", CONSENT, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> HttpResponse:
        url = begin_link(listener(request))
        if wants_json(request):
            return Response({"authorization_url": url}, headers=NO_STORE)
        response = HttpResponseRedirect(url)
        response["Cache-Control"] = "no-store"
        return response


class SpotifyCallback(OpenView):
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        operation_id="auth_spotify_callback",
        summary="Come back from Spotify",
        description=(
            "Where Spotify sends a listener back to; the state says who that is, so no token is needed. Answers JSON, "
            "or sends a browser to `LINKED_PAGE` with `service`, `result` (`linked`, `refused`) and `code`, or shows a "
            "page. Errors: `consent_denied`, `state_invalid`, `state_expired`, `state_used` (a repeat), "
            "`account_linked_elsewhere`, `linking_failed`, `service_unavailable`."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", str, description="As it was sent to Spotify."),
            OpenApiParameter("code", str, description="From Spotify."),
            OpenApiParameter("error", str, description="From Spotify, when there is no code."),
        ],
        responses={
            200: IntegrationSerializer,
            302: OpenApiResponse(None, "To the configured page, for a browser."),
            (400, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Denied, expired, or not begun here."),
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Used before, or another listener's account."),
            (503, PROBLEM_JSON): OpenApiResponse(PROBLEM, "Spotify cannot be reached."),
        },
        examples=[OpenApiExample("Linked", LINKED, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> HttpResponse:
        said = {name: request.query_params.get(name, "")[:LONGEST] for name in ("state", "code", "error")}
        try:
            account = complete_link(**said)
        except DomainError as error:
            return refused(request, service=Service.SPOTIFY, error=error)
        return landed(request, account=account)
