"""Users: signing up with a taste, and reading, changing and deleting an account by its id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import user_serializers as shapes
from accounts import users
from accounts.authentication import listener
from accounts.deleting import DELETED, deleted
from accounts.models import User
from accounts.origin import origin_of
from accounts.services import profile_of
from accounts.views import OpenView
from config.errors import PROBLEM_JSON

TAGS = ["Accounts"]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
TASTE = {
    "favorite_genres": ["jazz", "dub"],
    "favorite_artists": ["Ada and the Engines"],
    "moods": ["calm"],
    "preferences": {"explicit": False, "crossfade_seconds": 4},
}
_NAMES = {"username": "ada", "email": "ada@example.com", "first_name": "Ada", "last_name": "L."}
_USER = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    **_NAMES,
    "profile": TASTE,
    "created_at": "2026-11-21T10:00:00Z",
    "updated_at": "2026-11-21T10:00:00Z",
}
_ANSWER = OpenApiExample("User", _USER, response_only=True)
_CHANGE = OpenApiExample(
    "Change", {"first_name": "Augusta", "profile": {"moods": ["calm", "bright"]}}, request_only=True
)


class Users(OpenView):
    @extend_schema(
        operation_id="users_create",
        summary="Sign up with a taste",
        description=(
            "As `POST /api/accounts/register/`, by the same rules, with names and a `profile`. Its lists hold at most "
            "50 texts of 100 characters; `preferences` holds any keys, up to 8 kB."
        ),
        tags=TAGS,
        request=shapes.NewUserSerializer,
        responses={
            201: shapes.UserSerializer,
            (403, PROBLEM_JSON): OpenApiResponse(PROBLEM, "This server takes no new accounts (`sign_up_closed`)."),
        },
        examples=[
            OpenApiExample(
                "Sign-up", {**_NAMES, "password": "correct horse battery", "profile": TASTE}, request_only=True
            ),
            OpenApiExample("User", _USER, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.NewUserSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = users.create_user(**form.validated_data, origin=origin_of(request))
        return Response(shapes.UserSerializer(user).data, status=status.HTTP_201_CREATED)


class OneUser(APIView):
    """For that user and for staff; nobody else finds anything here."""

    @extend_schema(
        operation_id="users_retrieve",
        summary="Get a user",
        description="Oneself; staff see everybody. What all others may see is at `public/`.",
        tags=TAGS,
        responses=shapes.UserSerializer,
        examples=[_ANSWER],
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        return _answer(_found(request, user_id))

    @extend_schema(
        operation_id="users_update",
        summary="Change a user",
        description=(
            "What is not given stays, in `profile` too; a list or object that is given replaces the one before. "
            "A new address of one's own takes the `password`. Passwords are changed at "
            "`/api/accounts/password/change/`."
        ),
        tags=TAGS,
        request=shapes.UserChangeSerializer,
        responses=shapes.UserSerializer,
        examples=[_CHANGE, _ANSWER],
    )
    def put(self, request: Request, user_id: UUID) -> Response:
        return self._change(request, user_id)

    @extend_schema(
        operation_id="users_partial_update",
        summary="Change some of a user",
        description="The same as PUT.",
        tags=TAGS,
        request=shapes.UserChangeSerializer,
        responses=shapes.UserSerializer,
        examples=[_CHANGE, _ANSWER],
    )
    def patch(self, request: Request, user_id: UUID) -> Response:
        return self._change(request, user_id)

    @extend_schema(
        operation_id="users_delete",
        summary="Delete a user",
        description=(
            'At once, with everything the product knows about them. Oneself with `{"password": "..."}` as the body; '
            "staff delete others without it."
        ),
        tags=TAGS,
        responses=DELETED,
    )
    def delete(self, request: Request, user_id: UUID) -> Response:
        return deleted(request, _found(request, user_id))

    def _change(self, request: Request, user_id: UUID) -> Response:
        user = _found(request, user_id)
        form = shapes.UserChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        changes = dict(form.validated_data)
        return _answer(users.change_user(user=user, by=listener(request), changes=changes, origin=origin_of(request)))


class Preferences(APIView):
    @extend_schema(
        operation_id="accounts_preferences_retrieve",
        summary="Own preferences",
        description="The same as `profile` of one's own user.",
        tags=TAGS,
        responses=shapes.TasteSerializer,
        examples=[OpenApiExample("Preferences", TASTE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.TasteSerializer(profile_of(listener(request))).data)

    @extend_schema(
        operation_id="accounts_preferences_update",
        summary="Set the own preferences",
        description="All of them: what is not given becomes empty.",
        tags=TAGS,
        request=shapes.TasteSerializer,
        responses=shapes.TasteSerializer,
        examples=[OpenApiExample("Preferences", TASTE)],
    )
    def put(self, request: Request) -> Response:
        nothing: dict[str, Any] = {"favorite_genres": [], "favorite_artists": [], "moods": [], "preferences": {}}
        return self._change(request, nothing)

    @extend_schema(
        operation_id="accounts_preferences_partial_update",
        summary="Change some of the own preferences",
        description="What is not given stays; a list or object that is given replaces the one before.",
        tags=TAGS,
        request=shapes.TasteSerializer,
        responses=shapes.TasteSerializer,
        examples=[
            OpenApiExample("Moods", {"moods": ["calm"]}, request_only=True),
            OpenApiExample("Preferences", TASTE, response_only=True),
        ],
    )
    def patch(self, request: Request) -> Response:
        return self._change(request, {})

    def _change(self, request: Request, before: dict[str, Any]) -> Response:
        form = shapes.TasteSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        profile = users.change_taste(user=listener(request), changes={**before, **form.validated_data})
        return Response(shapes.TasteSerializer(profile).data)


def _found(request: Request, user_id: UUID) -> User:
    return users.find_user(asking=listener(request), user_id=user_id)


def _answer(user: User) -> Response:
    return Response(shapes.UserSerializer(user).data)
