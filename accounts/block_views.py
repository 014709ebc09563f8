"""Blocking a listener, and whom one blocks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import blocking
from accounts.authentication import listener
from accounts.models import Block
from config.errors import PROBLEM_JSON

_TAGS = ["Accounts"]
_BLOCKED = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "username": "mallory",
    "blocked_at": "2026-11-21T10:00:00Z",
}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_REFUSED = {
    (400, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "That is yourself (`oneself`)."),
    (404, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "There is no such user (`user_not_found`)."),
}


class BlockedPersonSerializer(serializers.ModelSerializer[Block]):
    id = serializers.UUIDField(source="blocked.id", read_only=True)
    username = serializers.CharField(source="blocked.username", read_only=True)
    blocked_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Block
        fields = ["id", "username", "blocked_at"]
        read_only_fields = fields


class BlockView(APIView):
    @extend_schema(
        operation_id="users_block",
        summary="Block a listener",
        description=(
            "From now on neither sees the other: not the profile, playlists, comments or doings, and nothing that one "
            "does reaches the other. They no longer follow each other or share playlists, and taking the block back "
            "does not bring that back. They are not told. A repeat changes nothing."
        ),
        tags=_TAGS,
        request=None,
        responses={
            200: OpenApiResponse(BlockedPersonSerializer, "They were blocked before."),
            201: BlockedPersonSerializer,
            **_REFUSED,
            (409, PROBLEM_JSON): OpenApiResponse(_PROBLEM, f"{blocking.MAX_BLOCKS} are blocked (`too_many_blocks`)."),
        },
        examples=[OpenApiExample("Blocked", _BLOCKED, response_only=True, status_codes=["200", "201"])],
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        block, is_new = blocking.block(blocker=listener(request), user_id=user_id)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(BlockedPersonSerializer(block).data, status=code)

    @extend_schema(
        operation_id="users_unblock",
        summary="Take a block back",
        description="The two may see each other again. A repeat changes nothing.",
        tags=_TAGS,
        responses={204: OpenApiResponse(description="They are not blocked."), **_REFUSED},
    )
    def delete(self, request: Request, user_id: UUID) -> Response:
        blocking.unblock(blocker=listener(request), user_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BlocksView(generics.ListAPIView[Block]):
    serializer_class = BlockedPersonSerializer

    def get_queryset(self) -> QuerySet[Block]:
        if getattr(self, "swagger_fake_view", False):
            return Block.objects.none()
        return blocking.blocks_of(listener(self.request))

    @extend_schema(
        operation_id="accounts_blocks_list",
        summary="Whom you block",
        description="The latest first. Only you see it.",
        tags=_TAGS,
        examples=[OpenApiExample("Blocked", _BLOCKED, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
