"""A listener's notifications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from config.openapi import PROBLEM_SCHEMA
from notifications import serializers as shapes
from notifications.kinds import KINDS
from notifications.models import Notification, Preferences
from notifications.preferences import change_preferences
from notifications.services import delete_notification, mark_read, unread_count

TAGS = ["Notifications"]
_EXAMPLE = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "kind": "like",
    "title": "New like",
    "text": "ada and 3 others liked Late night.",
    "actor": {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e60", "username": "ada"},
    "count": 4,
    "subject": {"type": "playlist", "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e61"},
    "data": {"name": "Late night"},
    "created_at": "2026-03-01T18:00:00Z",
    "updated_at": "2026-03-01T20:15:00Z",
    "read_at": None,
}


def checked(serializer: type[shapes.Body], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    found: dict[str, Any] = body.validated_data
    return found


class Filters(serializers.Serializer[Any]):
    unread = serializers.BooleanField(required=False)
    kind = serializers.ChoiceField(list(KINDS), required=False)


class Notifications(generics.ListAPIView[Notification]):
    serializer_class = shapes.NotificationSerializer
    queryset = Notification.objects.none()

    def get_queryset(self) -> QuerySet[Notification]:
        form = Filters(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        mine = Notification.objects.visible_to(listener(self.request)).latest_first().with_actors()
        mine = mine.unread() if wanted.get("unread") else mine
        return mine.filter(kind=wanted["kind"]) if "kind" in wanted else mine

    @extend_schema(
        operation_id="notifications_list",
        summary="List notifications",
        description="The latest first. They are kept for 90 days. New ones come by `ws/me/`.",
        tags=TAGS,
        parameters=[
            OpenApiParameter("unread", bool, description="Only those that were not read."),
            OpenApiParameter("kind", str, enum=list(KINDS), description="Only those of one kind."),
        ],
        examples=[OpenApiExample("Grouped likes", _EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class UnreadCount(APIView):
    @extend_schema(
        operation_id="notifications_unread_count",
        summary="Count the unread notifications",
        description="For the number on the bell.",
        tags=TAGS,
        responses=shapes.UnreadCountSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response({"unread": unread_count(listener(request))})


class MarkRead(APIView):
    @extend_schema(
        operation_id="notifications_mark_read",
        summary="Mark notifications read",
        description=(
            "Those of `ids`, or all up to `until`, the newest one that was seen; without either, all. Repeating it "
            "changes nothing. What is no notification of the listener's is ignored in `ids`, and a 404 as `until`."
        ),
        tags=TAGS,
        request=shapes.MarkReadSerializer,
        responses={
            200: shapes.MarkedReadSerializer,
            404: OpenApiResponse(PROBLEM_SCHEMA, "`until` is no notification of the listener's."),
        },
        examples=[OpenApiExample("Everything seen so far", {"until": _EXAMPLE["id"]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        user = listener(request)
        marked = mark_read(user=user, **checked(shapes.MarkReadSerializer, request))
        return Response({"marked": marked, "unread": unread_count(user)})


class OneNotification(APIView):
    @extend_schema(
        operation_id="notifications_delete",
        summary="Delete a notification",
        description="It is gone from the list, whether it was read or not.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, notification_id: UUID) -> Response:
        delete_notification(user=listener(request), notification_id=notification_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreferencesView(APIView):
    @extend_schema(
        operation_id="notifications_preferences_retrieve",
        summary="Show what one is told of",
        description="Every kind with every channel, the quiet hours, and when the daily mail comes.",
        tags=TAGS,
        responses=shapes.PreferencesSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.PreferencesSerializer(Preferences.objects.of(listener(request))).data)

    @extend_schema(
        operation_id="notifications_preferences_update",
        summary="Choose what one is told of",
        description=(
            "Sets what is given. `in_app` is the list and the socket. Push messages wait while the quiet hours last, "
            "which are by the clock of `time_zone`. The mail comes once a day at `digest_hour`, to verified addresses."
        ),
        tags=TAGS,
        request=shapes.ChangedPreferencesSerializer,
        responses=shapes.PreferencesSerializer,
        examples=[
            OpenApiExample(
                "Quiet nights, no likes",
                {
                    "channels": {"like": {"in_app": False}, "comment": {"email": False}},
                    "time_zone": "Europe/Berlin",
                    "quiet_from": "22:00:00",
                    "quiet_until": "07:30:00",
                },
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        changes = checked(shapes.ChangedPreferencesSerializer, request)
        return Response(shapes.PreferencesSerializer(change_preferences(user=listener(request), **changes)).data)
