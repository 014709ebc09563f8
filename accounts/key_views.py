"""One's own API keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access_serializers as shapes
from accounts.access_models import ApiKey
from accounts.authentication import listener
from accounts.keys import MAX_KEYS, make_key, revoke_keys
from accounts.origin import origin_of
from config.errors import PROBLEM_JSON

_TAGS = ["Accounts"]
_KEY = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "name": "Kitchen radio",
    "prefix": "pp_k3yB3g1n",
    "scopes": ["read", "listen"],
    "created_at": "2026-03-01T18:00:00Z",
    "last_used_at": None,
    "expires_at": None,
}


class ApiKeysView(generics.ListAPIView[ApiKey]):
    serializer_class = shapes.ApiKeySerializer

    def get_queryset(self) -> QuerySet[ApiKey]:
        if getattr(self, "swagger_fake_view", False):
            return ApiKey.objects.none()
        return ApiKey.objects.visible_to(listener(self.request))

    @extend_schema(
        operation_id="accounts_api_keys_list",
        summary="API keys",
        description="The latest first, without those that were revoked. `last_used_at` is exact to the minute.",
        tags=_TAGS,
        examples=[OpenApiExample("Key", _KEY, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="accounts_api_keys_create",
        summary="Make an API key",
        description=(
            "For a script or a player that should not know the password; it is sent as `Authorization: Api-Key <key>`. "
            "`read` reads, `listen` moves the queue and reports listens, `write` changes playlists, favourites and "
            "what else is one's own. No key manages the account. The key is shown in this answer only."
        ),
        tags=_TAGS,
        request=shapes.ApiKeyFormSerializer,
        responses={
            201: shapes.NewApiKeySerializer,
            (409, PROBLEM_JSON): OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"}, f"There are {MAX_KEYS} keys already (`too_many_keys`)."
            ),
        },
        examples=[
            OpenApiExample("Form", {"name": "Kitchen radio", "scopes": ["read", "listen"]}, request_only=True),
            OpenApiExample("Key", {**_KEY, "key": "pp_k3yB3g1n..."}, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.ApiKeyFormSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        key, text = make_key(user=listener(request), origin=origin_of(request), **form.validated_data)
        body = shapes.NewApiKeySerializer(key, context={"key": text}).data
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class ApiKeyView(APIView):
    @extend_schema(
        operation_id="accounts_api_keys_revoke",
        summary="Revoke an API key",
        description="It is refused from now on, and listed no more.",
        tags=_TAGS,
        responses={204: OpenApiResponse(description="It was revoked.")},
    )
    def delete(self, request: Request, key_id: UUID) -> Response:
        user = listener(request)
        mine = ApiKey.objects.visible_to(user).filter(pk=key_id)
        if not revoke_keys(keys=mine, actor=user, origin=origin_of(request)):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
