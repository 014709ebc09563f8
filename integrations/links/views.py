"""The services that can be linked, and one's own accounts there."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.errors import PROBLEM_JSON, FieldError
from integrations.links import registry, services
from integrations.links.errors import LinkingOff
from integrations.links.models import LinkedAccount
from integrations.links.sealing import can_seal
from integrations.links.serializers import ConsentSerializer, IntegrationSerializer, TokenSerializer, integration

TAGS = ["Integrations"]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
NO_STORE = {"Cache-Control": "no-store"}
LINKED = {
    "service": "spotify",
    "name": "Spotify",
    "state": "active",
    "linked_by": "consent",
    "account_name": "Ada",
    "scopes": ["playlist-read-private", "user-library-read"],
    "linked_at": "2026-11-21T10:00:00Z",
    "last_success_at": "2026-11-21T11:20:00Z",
    "last_error": "",
}
CONSENT = {"authorization_url": "https://accounts.spotify.com/authorize?client_id=...&state=..."}
_EITHER = PolymorphicProxySerializer(
    component_name="LinkBegun",
    serializers=[ConsentSerializer, IntegrationSerializer],
    resource_type_field_name=None,
)


class Integrations(APIView):
    @extend_schema(
        operation_id="integrations_list",
        summary="List integrations",
        description="All services that can be linked, with the account that you have linked there, if any.",
        tags=TAGS,
        responses=IntegrationSerializer(many=True),
        examples=[OpenApiExample("Linked", LINKED, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        accounts = {each.service: each for each in LinkedAccount.objects.visible_to(listener(request))}
        rows = [integration(service, accounts.get(service.service)) for service in registry.all_services()]
        return Response(IntegrationSerializer(rows, many=True).data)


class OneIntegration(APIView):
    @extend_schema(
        operation_id="integrations_retrieve",
        summary="Get an integration",
        description="One service, with the account that you have linked there, if any.",
        tags=TAGS,
        responses=IntegrationSerializer,
        examples=[OpenApiExample("Linked", LINKED, response_only=True)],
    )
    def get(self, request: Request, service: str) -> Response:
        known = registry.service_named(service)
        account = LinkedAccount.objects.visible_to(listener(request)).of_service(service).first()
        return Response(IntegrationSerializer(integration(known, account)).data)

    @extend_schema(
        operation_id="integrations_link",
        summary="Link an account",
        description=(
            "Services with `linked_by: consent` answer an address to open in a browser within ten minutes; what comes "
            "back from there links the account. Services with `linked_by: token` take the account's token and link it "
            "at once. An account that is linked already is replaced."
        ),
        tags=TAGS,
        request=TokenSerializer,
        responses={
            200: OpenApiResponse(_EITHER, "Where to consent."),
            201: OpenApiResponse(IntegrationSerializer, "It is linked."),
            (409, PROBLEM_JSON): OpenApiResponse(
                PROBLEM, "`not_configured`, or the account is another listener's (`account_linked_elsewhere`)."
            ),
            (503, PROBLEM_JSON): OpenApiResponse(PROBLEM, "The service cannot be reached."),
        },
        examples=[
            OpenApiExample("By token", {"token": "8f3c..."}, request_only=True),
            OpenApiExample("Consent", CONSENT, response_only=True, status_codes=["200"]),
            OpenApiExample("Linked", LINKED, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request, service: str) -> Response:
        known = registry.service_named(service)
        if not (known.begin or known.accept) or not known.is_configured() or not can_seal():
            raise LinkingOff
        form = TokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        if known.begin:
            return Response({"authorization_url": known.begin(listener(request))}, headers=NO_STORE)
        return _accept(known, request, form.validated_data.get("token", ""))

    @extend_schema(
        operation_id="integrations_unlink",
        summary="Unlink an account",
        description="Forgets the account and its tokens. What was imported or scrobbled stays where it is.",
        tags=TAGS,
        responses={204: OpenApiResponse(description="It is unlinked.")},
    )
    def delete(self, request: Request, service: str) -> Response:
        registry.service_named(service)
        services.unlink(services.account_of(listener(request), service))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _accept(known: registry.Linkable, request: Request, token: str) -> Response:
    if not token:
        raise FieldError("token", f"Give the token of your account at {known.title}.", code="required")
    assert known.accept is not None  # noqa: S101  (the caller has looked)
    body: dict[str, Any] = integration(known, known.accept(listener(request), token))
    return Response(IntegrationSerializer(body).data, status=status.HTTP_201_CREATED, headers=NO_STORE)
