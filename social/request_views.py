"""Follow requests: what private profiles are asked, and what one has asked of them."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.seen import seen_by
from social import following
from social import serializers as shapes
from social.follow_views import TAGS
from social.models import Follow
from social.paging import page_of, parameters
from social.people import people_of, person_of

_INCOMING, _OUTGOING = ("follower", "followed"), ("followed", "follower")
"""Who the person of the list is, and who the listener."""


class FollowRequests(APIView):
    @extend_schema(
        operation_id="social_follow_requests",
        summary="List follow requests",
        description=(
            "The latest first: those to you, or with `direction=outgoing` those that you have made. Making your "
            "profile public answers none of them; they can still be accepted, and who asks again follows at once."
        ),
        tags=TAGS,
        parameters=[
            OpenApiParameter("direction", str, enum=["incoming", "outgoing"], description="`incoming` if not given."),
            *parameters(),
        ],
        responses=shapes.FollowRequestSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        form = shapes.RequestsQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        user = listener(request)
        person, oneself = _INCOMING if form.validated_data["direction"] == "incoming" else _OUTGOING
        rows = Follow.objects.requests().filter(seen_by(user, person), **{oneself: user})
        page, headers = page_of(request, rows.select_related(f"{person}__profile"), by=("-id",))
        people = people_of(user, [(getattr(row, person), row.created_at) for row in page])
        body = [
            {"id": row.pk, "person": shown, "created_at": row.created_at}
            for row, shown in zip(page, people, strict=True)
        ]
        return Response(
            shapes.FollowRequestSerializer(body, many=True, context={"request": request}).data, headers=headers
        )


class FollowRequest(APIView):
    @extend_schema(
        operation_id="social_end_follow_request",
        summary="Decline or withdraw a follow request",
        description="Whoever was asked declines it, whoever asked withdraws it; the other one is not told.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, request_id: UUID) -> Response:
        following.end_request(user=listener(request), request_id=request_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AcceptFollowRequest(APIView):
    @extend_schema(
        operation_id="social_accept_follow_request",
        summary="Accept a follow request",
        description="404 for one that was accepted, declined or withdrawn before.",
        tags=TAGS,
        request=None,
        responses=shapes.PersonSerializer,
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        user = listener(request)
        found = following.accept_request(user=user, request_id=request_id)
        person = person_of(user, found.follower, found.accepted_at)
        return Response(shapes.PersonSerializer(person, context={"request": request}).data)
