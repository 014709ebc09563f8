"""How the listener is listened to: time zone and private session."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from analytics.activities import examples
from analytics.activities.views import TAGS
from analytics.serializers import ListeningSettingsSerializer
from analytics.settings import change_settings, settings_of


class ListeningSettingsView(APIView):
    @extend_schema(
        operation_id="analytics_settings_retrieve",
        summary="Own listening settings",
        tags=TAGS,
        responses=ListeningSettingsSerializer,
        examples=[OpenApiExample("Settings", examples.SETTINGS, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(ListeningSettingsSerializer(settings_of(listener(request))).data)

    @extend_schema(
        operation_id="analytics_settings_partial_update",
        summary="Change the own listening settings",
        description=(
            "What is not given stays. With another time zone, all statistics are counted anew for the days there, in "
            "the "
            "background. In a private session everything plays as usual, and nothing of it is recorded or scrobbled; "
            "it "
            "lasts until it is switched off."
        ),
        tags=TAGS,
        request=ListeningSettingsSerializer(partial=True),
        responses=ListeningSettingsSerializer,
        examples=[OpenApiExample("Settings", examples.SETTINGS)],
    )
    def patch(self, request: Request) -> Response:
        form = ListeningSettingsSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        row = change_settings(user=listener(request), **form.validated_data)
        return Response(ListeningSettingsSerializer(row).data)
