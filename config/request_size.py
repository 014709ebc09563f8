"""Bodies that are too long are refused by what they say of themselves, before anything is read of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.errors import PROBLEM_JSON, problem

MULTIPART = "multipart/form-data"


class RequestSizeMiddleware:
    """`UPLOAD_MAX_SIZE` for forms with files, more for the paths in `LARGE_UPLOADS`, and
    `DATA_UPLOAD_MAX_MEMORY_SIZE` for everything else, more for the paths in `LARGE_BODIES`, in bytes.

    Django looks at the latter only where it reads the body itself, which REST framework's parsers do not let it do.
    A body that does not say how long it is (chunked) counts as empty under WSGI.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > _allowed(request):
            return too_large(_allowed(request))
        return self._get_response(request)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _allowed(request: HttpRequest) -> int:
    is_form = request.content_type == MULTIPART
    larger = settings.LARGE_UPLOADS if is_form else settings.LARGE_BODIES
    large = (size for path, size in larger.items() if re.fullmatch(path, request.path))
    return int(next(large, settings.UPLOAD_MAX_SIZE if is_form else settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


def too_large(limit: int) -> HttpResponse:
    detail = f"The body may have at most {limit} bytes."
    body = problem(413, code="content_too_large", detail=detail, title="Content Too Large")
    return JsonResponse(body, status=413, content_type=PROBLEM_JSON)
