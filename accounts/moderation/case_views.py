"""What was reported or held, for moderators: the queue, one case, and deciding it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.moderation import serializers as shapes
from accounts.moderation.cases import content_of, find_case
from accounts.moderation.deciding import Decision, decide
from accounts.moderation.history import history_of
from accounts.moderation.models import Action, Case
from accounts.moderation.views import PROBLEM, TAGS
from accounts.origin import origin_of
from config.errors import PROBLEM_JSON

SHOWN_REPORTS = 50
STATES = (*Case.State.values, "all")
_AUTHOR = {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e61", "username": "mallory"}
_CASE = {
    "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e62",
    "kind": "comment",
    "content_id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f",
    "author": _AUTHOR,
    "text": {"text": "Something rude."},
    "held_for": "",
    "held_detail": "",
    "state": "open",
    "reported": 3,
    "is_hidden": True,
    "is_automatic": True,
    "action": "",
    "decided_by": None,
    "decided_at": None,
    "opened_at": "2026-11-21T10:00:00Z",
    "version": 0,
}
_WHOLE = {
    **_CASE,
    "author": {
        **_AUTHOR,
        "date_joined": "2026-10-01T10:00:00Z",
        "email_verified_at": None,
        "is_active": True,
        "is_staff": False,
        "suspension": None,
    },
    "content": {
        "text": {"text": "Something rude."},
        "context": {"playlist": "Late night"},
        "created_at": "2026-11-21T09:00:00Z",
        "hidden_at": "2026-11-21T10:30:00Z",
    },
    "reports": [
        {
            "id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e60",
            "reporter": {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e63", "username": "ada"},
            "reason": "harassment",
            "note": "The third time today.",
            "created_at": "2026-11-21T10:00:00Z",
            "answer": "",
            "answered_at": None,
        }
    ],
    "history": {"cases": 2, "open": 1, "hidden": 1, "actions": {"warn": 1}, "events": []},
}


class CaseFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(STATES, required=False, default="open")
    kind = shapes.KindField(required=False)
    author = serializers.UUIDField(required=False)


class Cases(generics.ListAPIView[Case]):
    permission_classes = [IsAdminUser]
    serializer_class = shapes.CaseSerializer
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        form = CaseFilters(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        wanted = dict(form.validated_data)
        if wanted["state"] == "all":
            del wanted["state"]
        return Case.objects.filter(**wanted).with_people().queue()

    @extend_schema(
        operation_id="admin_reports_list",
        summary="Cases to moderate",
        description=(
            "For staff. Each content has one case with all its reports. What most listeners reported comes first, and "
            "of that the oldest."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("state", str, enum=STATES, default="open", description="Only those that stand so."),
            OpenApiParameter("kind", str, description="Only of one kind of content, such as `comment`."),
            OpenApiParameter("author", UUID, description="Only about this user."),
        ],
        examples=[OpenApiExample("Case", _CASE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneCase(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_reports_retrieve",
        summary="One case",
        description="For staff. The content as it is and as it was, where it stands, its reports, and its author.",
        tags=TAGS,
        responses=shapes.OneCaseSerializer,
        examples=[OpenApiExample("Case", _WHOLE, response_only=True)],
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        return Response(shown(find_case(case_id)))


class Decide(APIView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        operation_id="admin_reports_decide",
        summary="Decide a case",
        description=(
            "For staff. `hide` hides the content from all but its author, `restore` shows it and keeps reports from "
            "hiding it again, `dismiss` finds the reports unfounded, `warn` tells the author, `suspend` (with `until`) "
            "and `ban` keep the author out. The author is told, with the `message`. Of two moderators at once the "
            "second gets 409; to decide a case anew, give its `version`."
        ),
        tags=TAGS,
        request=shapes.DecisionSerializer,
        responses={
            200: shapes.OneCaseSerializer,
            (409, PROBLEM_JSON): OpenApiResponse(
                PROBLEM, "It was decided meanwhile (`case_decided`, with `action` and `version`)."
            ),
        },
        examples=[
            OpenApiExample("Hide", {"action": "hide", "message": "Please stay kind."}, request_only=True),
            OpenApiExample(
                "Case",
                {
                    **_WHOLE,
                    "state": "decided",
                    "action": "hide",
                    "is_automatic": False,
                    "reported": 0,
                    "version": 1,
                    "decided_at": "2026-11-21T11:00:00Z",
                    "decided_by": {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e64", "username": "mod"},
                },
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request, case_id: UUID) -> Response:
        form = shapes.DecisionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = {**form.validated_data, "action": Action(form.validated_data["action"])}
        decide(case_id=case_id, by=listener(request), decision=Decision(**said), origin=origin_of(request))
        return Response(shown(find_case(case_id)))


def shown(case: Case) -> Any:
    """The case, loaded by `find_case`, with all that a moderator needs for it."""
    content, reports = content_of(case), case.reports.select_related("reporter").order_by("-id")[:SHOWN_REPORTS]
    return {
        **shapes.CaseSerializer(case).data,
        "author": shapes.ReportedAuthorSerializer(case.author).data,
        "content": content and shapes.ReportedContentSerializer(content).data,
        "reports": shapes.CaseReportSerializer(reports, many=True).data,
        "history": shapes.AuthorHistorySerializer(history_of(case.author)).data,
    }
