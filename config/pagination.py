"""Lists: the body is the array itself, paging is by `limit` and `offset`, totals and links go in headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

MAX_OFFSET = 1_000_000

Row = TypeVar("Row")


def whole_number(request: Request, name: str, *, default: int, minimum: int, maximum: int, clamp: bool = False) -> int:
    """The query parameter ``name`` as a number in the range; anything else is a 400 that names the parameter.

    With ``clamp``, a number above ``maximum`` is taken for ``maximum``, so that asking for too much is no error.
    """
    text = request.query_params.get(name, "")
    if text == "":
        return default
    try:
        number = int(text) if text.isascii() and len(text) < 20 else None
    except ValueError:
        number = None
    if number is not None and clamp:
        number = min(number, maximum)
    if number is None or not minimum <= number <= maximum:
        message = f"Give a whole number from {minimum} to {maximum}."
        raise serializers.ValidationError({name: [serializers.ErrorDetail(message, code="invalid")]})
    return number


class LinkedPagination(LimitOffsetPagination):
    """RFC 8288 `Link` headers and `X-Total-Count`. Subclasses set `default_limit` and `max_limit`."""

    default_limit = 50
    max_limit = 200

    def get_limit(self, request: Request) -> int | None:
        return whole_number(request, "limit", default=self.default_limit, minimum=1, maximum=self.max_limit, clamp=True)

    def get_offset(self, request: Request) -> int:
        return whole_number(request, "offset", default=0, minimum=0, maximum=MAX_OFFSET)

    def cut_counted(
        self, request: Request, rows: Callable[[int, int], list[Row]], count: Callable[[], int]
    ) -> list[Row]:
        """The page and its total in one statement: each of ``rows(limit, offset)`` has the total as its ``total``, or
        as its last column. ``count()`` is asked where a page past the end has no rows that could tell.
        """
        limit, offset = self._asked(request)
        found, self.count = rows(limit, offset), 0
        if found:
            first: Any = found[0]
            self.count = first[-1] if isinstance(first, tuple) else first.total
        elif offset:
            self.count = count()
        return found

    def cut(self, request: Request, rows: Callable[[int, int], list[Row]], *, total: int) -> list[Row]:
        """The page, `rows(limit, offset)`, out of ``total``; nobody is asked for a page past the end."""
        limit, offset = self._asked(request)
        self.count = total
        return rows(limit, offset) if offset < total else []

    def _asked(self, request: Request) -> tuple[int, int]:
        limit, offset = self.get_limit(request) or self.default_limit, self.get_offset(request)
        self.request, self.limit, self.offset = request, limit, offset
        return limit, offset

    def get_paginated_response(self, data: Any) -> Response:
        return Response(data, headers=self.headers())

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return schema

    def headers(self) -> dict[str, str]:
        """`Link` and `X-Total-Count` of the page that was just cut."""
        links = [("next", self.get_next_link()), ("prev", self.get_previous_link())]
        headers = {"X-Total-Count": str(self.count)}
        if found := ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links if url):
            headers["Link"] = found
        return headers

    def get_next_link(self) -> str | None:
        start, limit, count = self._cut()
        return self._link(start + limit, limit) if start + limit < count else None

    def get_previous_link(self) -> str | None:
        start, limit, _ = self._cut()
        return self._link(max(0, start - limit), limit) if start > 0 else None

    def _cut(self) -> tuple[int, int, int]:
        """Offset, limit and total of the page."""
        return self.offset or 0, self.limit or self.default_limit, self.count or 0

    def _link(self, offset: int, limit: int) -> str:
        request = cast(Request, self.request)  # set since the page was cut
        url = replace_query_param(request.build_absolute_uri(), self.limit_query_param, limit)
        return str(replace_query_param(url, self.offset_query_param, offset))


class WholeUnlessLimited(LinkedPagination):
    """The whole list unless `limit` is given: a playlist's tracks and the queue, which hold at most 10,000."""

    default_limit = 10_000
    max_limit = 10_000
