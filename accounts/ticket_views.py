"""Tickets for sockets."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import PROBLEM_JSON
from config.openapi import PROBLEM_SCHEMA
from config.realtime.tickets import LIFETIME_SECONDS, issue_ticket


class SocketTicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField(read_only=True)
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds.")


class SocketTickets(APIView):
    @extend_schema(
        operation_id="realtime_tickets_create",
        summary="Get a ticket for a socket",
        description=(
            "Opens one socket within half a minute, offered as the subprotocols `ticket` and itself, and stands for "
            "the access token of this request: the socket closes when that expires. For clients that do not want to "
            "hand the token itself to whatever opens their sockets."
        ),
        tags=["Realtime"],
        request=None,
        responses={
            201: SocketTicketSerializer,
            (503, PROBLEM_JSON): OpenApiResponse(PROBLEM_SCHEMA, "`tickets_unavailable`: come back later."),
        },
        examples=[
            OpenApiExample(
                "Ticket",
                {"ticket": "gk3f0Zx1Qv7n5mZ2h0Uo1kJmGm3p0cQe3xg0o4uJt8A", "expires_in": 30},
                response_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        token = cast(Any, request.auth).payload
        body = {"ticket": issue_ticket(token), "expires_in": LIFETIME_SECONDS}
        return Response(body, status=status.HTTP_201_CREATED)
