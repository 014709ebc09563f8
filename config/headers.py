"""What every answer tells a browser that it may do with it. A view that knows better sets its own policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"
_CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

API_POLICY = f"default-src 'none'; {_CLOSED}"
"""An answer of the API is read by programs: nothing in it may run or load."""

SWAGGER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"connect-src 'self'; {_CLOSED}"
)
"""Its scripts are ours alone. Swagger UI and ReDoc write their styles into the page."""

REDOC_POLICY = f"{SWAGGER_POLICY}; worker-src blob:"
"""ReDoc searches in a worker that it makes itself."""

ADMIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The admin has forms, and shows pictures that may lie in another store."""

_UNUSED = "accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb"
PERMISSIONS = ", ".join(f"{feature}=()" for feature in _UNUSED)

View = Callable[..., HttpResponseBase]


class SecurityHeadersMiddleware:
    """The headers that Django's own SecurityMiddleware does not know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith("/admin/") else API_POLICY
        response.headers.setdefault(HEADER, policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def content_policy(policy: str) -> Callable[[View], View]:
    """Give the answers of one view their own policy."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response.headers[HEADER] = policy
            return response

        return answer

    return decorate
