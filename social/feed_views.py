"""The feed, and what one person did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, UUIDField
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from social.feed.reading import activity_of, feed_of, told
from social.feed.sources import KINDS
from social.feed.walking import Cursor, Place
from social.feed_serializers import FeedRowSerializer
from social.follow_views import TAGS
from social.paging import Headers, cursor_of, limit_of, link, moment_of, parameters, wrong_cursor
from social.people import shown_person

DEFAULT, MAXIMUM = 20, 50
PARAMETERS = parameters(default=DEFAULT, maximum=MAXIMUM)
_ROWS = (
    "The latest first: one row for what somebody did of a kind within three hours, with how much there is and the "
    "latest five items. `Link` leads to the next page, which goes on where this one ends, whatever happened since; a "
    "page may be shorter than `limit`."
)


class Feed(APIView):
    @extend_schema(
        operation_id="social_feed",
        summary="What those whom you follow do",
        description=(
            "Playlists they publish and like, comments, whom they follow, and what they listened to in the last 30 "
            f"days, of those who share it. {_ROWS}"
        ),
        tags=TAGS,
        parameters=PARAMETERS,
        responses=FeedRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return _page(request, feed_of)


class OwnActivity(APIView):
    @extend_schema(
        operation_id="social_own_activity",
        summary="What your followers see of you",
        description=f"Listens only if you share them. {_ROWS}",
        tags=TAGS,
        parameters=PARAMETERS,
        responses=FeedRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return _page(request, partial(activity_of, listener(request)))


class Activity(APIView):
    @extend_schema(
        operation_id="social_activity",
        summary="What somebody did",
        description=f"404 where their profile is private and you do not follow them. {_ROWS}",
        tags=TAGS,
        parameters=PARAMETERS,
        responses=FeedRowSerializer(many=True),
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        return _page(request, partial(activity_of, shown_person(asking=listener(request), user_id=user_id)))


def _page(request: Request, rows_of: Callable[..., list[Place]]) -> Response:
    limit = limit_of(request, default=DEFAULT, maximum=MAXIMUM)
    cursor = _cursor(cursor_of(request))
    found = rows_of(reader=listener(request), cursor=cursor, limit=limit + 1)
    rows = told(found[:limit])
    headers = _link(request, limit, cursor.until, found[limit - 1]) if len(found) > limit else {}
    return Response(FeedRowSerializer(rows, many=True, context={"request": request}).data, headers=headers)


def _link(request: Request, limit: int, until: datetime, last: Place) -> Headers:
    return link(request, limit, [until.isoformat(), last.at.isoformat(), last.kind, last.actor.hex])


def _cursor(given: list[str]) -> Cursor:
    if not given:
        return Cursor(timezone.now())
    try:
        until, at, kind, actor = given
        place = Place(moment_of(at, DateTimeField()), kind, UUIDField().to_python(actor))
        cursor = Cursor(moment_of(until, DateTimeField()), place)
    except (ValueError, ValidationError):
        raise wrong_cursor() from None
    if kind not in KINDS or place.actor is None:
        raise wrong_cursor()
    return cursor
