"""Listeners, for moderators: finding them, keeping them out, letting them in, and how the server stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import User
from accounts.moderation import serializers as shapes
from accounts.moderation import suspending
from accounts.moderation.figures import figures
from accounts.moderation.history import history_of
from accounts.moderation.people import STATES, find_person, keep_out, people, sign_out
from accounts.moderation.views import PROBLEM, TAGS
from accounts.origin import origin_of
from accounts.serializers import TextField
from config.errors import PROBLEM_JSON

_PERSON = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e61",
    "username": "mallory",
    "email": "mallory@example.com",
    "email_verified_at": None,
    "date_joined": "2026-10-01T10:00:00Z",
    "last_login": "2026-11-20T10:00:00Z",
    "is_active": False,
    "is_staff": False,
    "is_private": False,
    "is_hidden": False,
    "suspension": {
        "until": "2026-11-28T10:00:00Z",
        "reason": "Please stay kind.",
        "created_at": "2026-11-21T10:00:00Z",
    },
}
_WHOLE = {
    **_PERSON,
    "bio": "",
    "sessions": 0,
    "history": {"cases": 2, "open": 0, "hidden": 1, "actions": {"warn": 1, "suspend": 1}, "events": []},
}
_FIGURES = {
    "users": 1200,
    "staff": 3,
    "disabled": 2,
    "suspended": 4,
    "banned": 1,
    "active_week": 310,
    "signed_up_day": 5,
    "signed_up_week": 40,
    "signed_up_month": 120,
    "reports_open": 7,
    "cases_open": 4,
    "held": 2,
    "decided_week": 11,
    "counted_at": "2026-11-21T10:00:00Z",
}
_NOT_YOURS = OpenApiResponse(
    PROBLEM, "Not staff, or it is yourself, or another of the staff and you are no superuser (`not_yours_to_suspend`)."
)
_ANSWER = OpenApiExample("User", _WHOLE, response_only=True)


class PeopleFilters(serializers.Serializer[Any]):
    search = TextField(required=False, allow_blank=True, max_length=254)
    state = serializers.ChoiceField(list(STATES), required=False)


class People(generics.ListAPIView[User]):
    permission_classes = [IsAdminUser]
    serializer_class = shapes.ModeratedUserSerializer
    queryset = User.objects.none()

    def get_queryset(self) -> QuerySet[User]:
        form = PeopleFilters(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        return people(asking=listener(self.request), **form.validated_data)

    @extend_schema(
        operation_id="admin_users_list",
        summary="Find users",
        description="For staff, who see all but superusers. The newest first.",
        tags=TAGS,
        parameters=[
            OpenApiParameter("search", str, description="How the name or the address begins."),
            OpenApiParameter("state", str, enum=list(STATES), description="Only those that stand so."),
        ],
        examples=[OpenApiExample("User", _PERSON, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OnePerson(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_users_retrieve",
        summary="One user, for moderators",
        description="For staff: the account, its suspension, and what moderation has done about it.",
        tags=TAGS,
        responses=shapes.OneModeratedUserSerializer,
        examples=[_ANSWER],
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        return _shown(request, user_id)


class Suspend(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_users_suspend",
        summary="Suspend a user",
        description=(
            "For staff. Until then, or for good with `until` null. All sessions, tokens and sockets end at once, and "
            "what the user made is seen by nobody; it comes back with them. To change a suspension, restore first."
        ),
        tags=TAGS,
        request=shapes.SuspendSerializer,
        responses={
            200: shapes.OneModeratedUserSerializer,
            (403, PROBLEM_JSON): _NOT_YOURS,
            (409, PROBLEM_JSON): OpenApiResponse(
                PROBLEM, "Suspended already (`already_suspended`), or switched off in the admin (`account_disabled`)."
            ),
        },
        examples=[
            OpenApiExample(
                "A week", {"until": "2026-11-28T10:00:00Z", "reason": "Please stay kind."}, request_only=True
            ),
            _ANSWER,
        ],
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        user = find_person(asking=listener(request), user_id=user_id)
        form = shapes.SuspendSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        keep_out(user=user, by=listener(request), origin=origin_of(request), **form.validated_data)
        return _shown(request, user_id)


class Restore(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_users_restore",
        summary="End a suspension",
        description="For staff. The user can sign in again, and what they made is seen again.",
        tags=TAGS,
        request=shapes.RestoreSerializer,
        responses={
            200: shapes.OneModeratedUserSerializer,
            (403, PROBLEM_JSON): _NOT_YOURS,
            (409, PROBLEM_JSON): OpenApiResponse(PROBLEM, "They are not suspended (`not_suspended`)."),
        },
        examples=[
            OpenApiExample("Message", {"message": "That was a mistake of ours."}, request_only=True),
            OpenApiExample("User", {**_WHOLE, "is_active": True, "suspension": None}, response_only=True),
        ],
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        user = find_person(asking=listener(request), user_id=user_id)
        form = shapes.RestoreSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        suspending.restore(user_id=user.pk, by=listener(request), origin=origin_of(request), **form.validated_data)
        return _shown(request, user_id)


class SignOut(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_users_sign_out",
        summary="Sign a user out everywhere",
        description="For staff. Ends all sessions with their tokens and sockets; API keys stay.",
        tags=TAGS,
        request=None,
        responses=shapes.SignedOutSerializer,
        examples=[OpenApiExample("Done", {"sessions": 2}, response_only=True)],
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        user = find_person(asking=listener(request), user_id=user_id)
        return Response({"sessions": sign_out(user=user, by=listener(request), origin=origin_of(request))})


class Figures(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_stats",
        summary="How the server stands",
        description="For staff. Counted at most a minute ago.",
        tags=TAGS,
        responses=shapes.FiguresSerializer,
        examples=[OpenApiExample("Figures", _FIGURES, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.FiguresSerializer(figures()).data)


def _shown(request: Request, user_id: UUID) -> Response:
    user = find_person(asking=listener(request), user_id=user_id)
    body = {
        **shapes.ModeratedUserSerializer(user).data,
        "bio": user.profile.bio if hasattr(user, "profile") else "",
        "sessions": user.sessions.refreshable(timezone.now()).count(),
        "history": shapes.AuthorHistorySerializer(history_of(user)).data,
    }
    return Response(body)
