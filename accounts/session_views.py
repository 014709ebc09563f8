"""One's own sessions: listing and ending them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access_serializers as shapes
from accounts.authentication import listener, own_session
from accounts.models import Session
from accounts.origin import origin_of
from accounts.sessions import end_all_sessions, end_sessions
from accounts.tokens import session_of

_TAGS = ["Accounts"]
_SESSION = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "created_at": "2026-03-01T18:00:00Z",
    "last_used_at": "2026-03-02T07:30:00Z",
    "user_agent": "Player/1.0",
    "ip_prefix": "203.0.113.0/24",
    "current": True,
}


class LogoutView(APIView):
    @extend_schema(
        operation_id="accounts_logout",
        summary="Sign out",
        description=(
            "Ends the session of the access token with all its tokens, at once. A `refresh` token that is given ends "
            "its session too; one that is broken or expired is nothing to complain about."
        ),
        tags=_TAGS,
        request=shapes.LogoutSerializer,
        responses=shapes.AccountMessageSerializer,
        examples=[
            OpenApiExample("Refresh token", {"refresh": "eyJhbGciOi..."}, request_only=True),
            OpenApiExample("Done", {"message": "Signed out."}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.LogoutSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        ids = [own_session(request)]
        if also := session_of(form.validated_data.get("refresh", "")):
            ids.append(also)
        sessions = Session.objects.filter(pk__in=ids)
        end_sessions(sessions=sessions, because="signed_out", actor=listener(request), origin=origin_of(request))
        return Response({"message": "Signed out."})


class LogoutAllView(APIView):
    @extend_schema(
        operation_id="accounts_logout_all",
        summary="Sign out everywhere",
        description="Ends all sessions and all their tokens, this one's too, at once. API keys stay.",
        tags=_TAGS,
        request=None,
        responses=shapes.AccountMessageSerializer,
        examples=[OpenApiExample("Done", {"message": "Signed out of 3 sessions."}, response_only=True)],
    )
    def post(self, request: Request) -> Response:
        ended = end_all_sessions(user=listener(request), origin=origin_of(request))
        return Response({"message": f"Signed out of {ended} session{'' if ended == 1 else 's'}."})


class SessionsView(generics.ListAPIView[Session]):
    serializer_class = shapes.SessionSerializer

    def get_queryset(self) -> QuerySet[Session]:
        if getattr(self, "swagger_fake_view", False):
            return Session.objects.none()
        return Session.objects.visible_to(listener(self.request)).refreshable(timezone.now())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "own_session": own_session(self.request)}

    @extend_schema(
        operation_id="accounts_sessions_list",
        summary="Sessions",
        description=(
            "Where one is signed in, the latest sign-in first. `last_used_at` is when the session's tokens were last "
            "refreshed; of the address only the network is kept."
        ),
        tags=_TAGS,
        examples=[OpenApiExample("Session", _SESSION, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SessionView(APIView):
    @extend_schema(
        operation_id="accounts_sessions_end",
        summary="End a session",
        description="Ends it with all its tokens, at once.",
        tags=_TAGS,
        responses={204: OpenApiResponse(description="It has ended.")},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        user = listener(request)
        mine = Session.objects.visible_to(user).filter(pk=session_id)
        if not end_sessions(sessions=mine, because="revoked", actor=user, origin=origin_of(request)):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
