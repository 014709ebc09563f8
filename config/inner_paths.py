"""What a supervisor, a load balancer or Prometheus asks: by the address of one process, whatever names we answer to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

INNER_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class InnerPathsMiddleware:
    """Answers `INNER_PATHS` before `ALLOWED_HOSTS` is looked at: nothing in them is made of the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in INNER_PATHS:
            return self._get_response(request)
        request.resolver_match = resolve(request.path_info)
        answer: HttpResponseBase = request.resolver_match.func(request)
        return answer
