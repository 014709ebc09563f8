"""Requests, counted by the route that answered: never by path, which has ids in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse

from config.observing.metrics import STATEMENTS, count, observe
from config.observing.spans import request_span

NO_ROUTE: Final = "(none)"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Statements:
    """Counts the statements of one request on its thread's connection."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        self.number += 1
        return execute(sql, params, many, context)


class RequestMetricsMiddleware:
    """`playpod_requests_total`, `playpod_request_seconds` and `playpod_request_statements`.

    The time ends with the answer's head: a body that is made while it is sent is not in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements = _Statements()
        began = time.perf_counter()
        with connection.execute_wrapper(statements), request_span(request) as tell:
            response = self._get_response(request)
            tell(response, route_of(request))
        seconds = time.perf_counter() - began
        labels = {"method": request.method if request.method in METHODS else "other", "route": route_of(request)}
        count("requests", "Requests answered", status=str(response.status_code), **labels)
        observe("request_seconds", seconds, "Seconds until the answer's head", **labels)
        observe("request_statements", statements.number, "SQL statements", STATEMENTS, **labels)
        return response


def route_of(request: HttpRequest) -> str:
    """The path as the URLconf writes it, such as `api/users/<uuid:user_id>/`."""
    return request.resolver_match.route if request.resolver_match else NO_ROUTE
