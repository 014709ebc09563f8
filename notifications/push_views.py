"""Browsers that take push messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.origin import origin_of
from config.errors import PROBLEM_JSON
from config.openapi import PROBLEM_SCHEMA
from notifications import serializers as shapes
from notifications.errors import PushIsOff
from notifications.models import Subscription
from notifications.subscriptions import subscribe, unsubscribe
from notifications.views import TAGS, checked
from notifications.web_push import public_key

_OFF = {(404, PROBLEM_JSON): OpenApiResponse(PROBLEM_SCHEMA, "This server sends no push messages: `push_off`.")}
_POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
_TAKEN = {(409, PROBLEM_JSON): OpenApiResponse(PROBLEM_SCHEMA, "Known with other keys: `subscription_taken`.")}


class PushKey(APIView):
    @extend_schema(
        operation_id="notifications_push_key",
        summary="Show the key to subscribe with",
        description="The `applicationServerKey` of the browser's `pushManager.subscribe()` (RFC 8292).",
        tags=TAGS,
        responses={200: shapes.PushKeySerializer, **_OFF},
    )
    def get(self, request: Request) -> Response:
        if not (key := public_key()):
            raise PushIsOff
        return Response({"public_key": key})


class Subscriptions(generics.ListAPIView[Subscription]):
    serializer_class = shapes.SubscriptionSerializer
    queryset = Subscription.objects.none()

    def get_queryset(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(user=listener(self.request))

    @extend_schema(
        operation_id="notifications_push_subscriptions_list",
        summary="List the browsers that take push messages",
        description="The newest first, 20 at most.",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="notifications_push_subscriptions_create",
        summary="Subscribe a browser",
        description=(
            "Send what `PushSubscription.toJSON()` gives. Repeating it changes nothing; a browser that somebody else "
            "signed in with before is theirs no longer. The endpoint must be of a push service that this server uses. "
            "A subscription that its push service reports as ended is forgotten."
        ),
        tags=TAGS,
        request=shapes.NewSubscriptionSerializer,
        responses={201: shapes.SubscriptionSerializer, **_OFF, **_TAKEN},
        examples=[
            OpenApiExample(
                "A browser",
                {
                    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
                    "expirationTime": None,
                    "keys": {
                        "p256dh": _POINT,
                        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                    },
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = checked(shapes.NewSubscriptionSerializer, request)
        subscription = subscribe(
            user=listener(request),
            endpoint=wanted["endpoint"],
            **wanted["keys"],
            user_agent=origin_of(request).agent,
        )
        return Response(shapes.SubscriptionSerializer(subscription).data, status=status.HTTP_201_CREATED)


class OneSubscription(APIView):
    @extend_schema(
        operation_id="notifications_push_subscriptions_delete",
        summary="Unsubscribe a browser",
        description="It gets no more push messages.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, subscription_id: UUID) -> Response:
        unsubscribe(user=listener(request), subscription_id=subscription_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
