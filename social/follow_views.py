"""Following people, and the lists of who follows whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import User
from config.openapi import PROBLEM_SCHEMA
from social import following, people
from social import serializers as shapes
from social.follow_models import FollowQuerySet
from social.paging import page_of, parameters
from social.people import Person, followed_by, followers_of, people_of, person_of

TAGS = ["Social"]
REFUSED = {400: OpenApiResponse(PROBLEM_SCHEMA, "Of yourself (`oneself`).")}


class Following(APIView):
    @extend_schema(
        operation_id="social_follow",
        summary="Follow somebody",
        description=(
            "At once, or by a request where their profile is private: `is_followed` is then `requested` until they "
            "accept. Repeating it changes nothing, except that a request to somebody who has gone public since is "
            "fulfilled. At most 10,000 people, requests counted (409 `too_many_follows`)."
        ),
        tags=TAGS,
        request=None,
        responses={
            200: shapes.PersonSerializer,
            **REFUSED,
            409: OpenApiResponse(PROBLEM_SCHEMA, "You follow as many as you may."),
        },
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        user = listener(request)
        made = following.follow(follower=user, user_id=user_id)
        return _person(request, person_of(user, made.followed, made.accepted_at))

    @extend_schema(
        operation_id="social_unfollow",
        summary="Unfollow somebody",
        description="Or withdraw the request. Repeating it changes nothing. They are not told.",
        tags=TAGS,
        responses={204: None, **REFUSED},
    )
    def delete(self, request: Request, user_id: UUID) -> Response:
        following.unfollow(follower=listener(request), user_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StandingView(APIView):
    @extend_schema(
        operation_id="social_standing",
        summary="How somebody and you stand to each other",
        description=(
            "Name and picture of anybody, so that you can ask to follow a private profile too; how many follow them "
            "and whom they follow, as far as you may see those. 404 where one of you blocks the other."
        ),
        tags=TAGS,
        responses=shapes.StandingSerializer,
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        found = people.standing(asking=listener(request), user_id=user_id)
        return Response(shapes.StandingSerializer(found, context={"request": request}).data)


class People(APIView):
    @extend_schema(
        operation_id="social_people",
        summary="Find somebody by name",
        description="Who has exactly this `username`, in whatever case it is written: a list of one, or of nobody.",
        tags=TAGS,
        parameters=[OpenApiParameter("username", str, required=True)],
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        form = shapes.PeopleQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        return _people(request, people.named(asking=listener(request), username=form.validated_data["username"]))


class OwnFollowers(APIView):
    @extend_schema(
        operation_id="social_own_followers",
        summary="Who follows you",
        description="The latest first, private profiles too. `Link` leads to the next page.",
        tags=TAGS,
        parameters=parameters(),
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        user = listener(request)
        return _listed(request, followers_of(user, seen=user), "follower")


class OwnFollower(APIView):
    @extend_schema(
        operation_id="social_remove_follower",
        summary="Remove a follower",
        description="They are not told, and may follow again, or ask to; who blocks them keeps them away. Idempotent.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, user_id: UUID) -> Response:
        following.remove_follower(user=listener(request), follower_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnFollowing(APIView):
    @extend_schema(
        operation_id="social_own_following",
        summary="Whom you follow",
        description="The latest first, without requests. `Link` leads to the next page.",
        tags=TAGS,
        parameters=parameters(),
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        user = listener(request)
        return _listed(request, followed_by(user, seen=user), "followed")


class Followers(APIView):
    @extend_schema(
        operation_id="social_followers",
        summary="Who follows somebody",
        description="Those whose profile you may see, the latest first. 404 where you may not see the person's own.",
        tags=TAGS,
        parameters=parameters(),
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        user = listener(request)
        person = people.shown_person(asking=user, user_id=user_id)
        return _listed(request, followers_of(person, seen=user), "follower")


class FollowedBy(APIView):
    @extend_schema(
        operation_id="social_following",
        summary="Whom somebody follows",
        description="Those whose profile you may see, the latest first. 404 where you may not see the person's own.",
        tags=TAGS,
        parameters=parameters(),
        responses=shapes.PersonSerializer(many=True),
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        user = listener(request)
        person = people.shown_person(asking=user, user_id=user_id)
        return _listed(request, followed_by(person, seen=user), "followed")


def _listed(request: Request, rows: FollowQuerySet, person: str) -> Response:
    page, headers = page_of(request, rows.select_related(f"{person}__profile"), by=("-accepted_at", "-id"))
    users: list[tuple[User, Any]] = [(getattr(row, person), row.accepted_at) for row in page]
    return _people(request, people_of(listener(request), users), headers)


def _people(request: Request, found: list[Person], headers: dict[str, str] | None = None) -> Response:
    body = shapes.PersonSerializer(found, many=True, context={"request": request}).data
    return Response(body, headers=headers)


def _person(request: Request, person: Person) -> Response:
    return Response(shapes.PersonSerializer(person, context={"request": request}).data)
