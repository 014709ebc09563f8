"""`/metrics`, for Prometheus, which presents `METRICS_TOKEN` as a bearer token. Without that setting: no page."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from config.errors import PROBLEM_JSON, problem
from config.observing.metrics import registry
from config.observing.states import States


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not may_read(request.headers.get("Authorization", "")):
        return _refused()
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry([States()])), content_type=content_type)


def _refused() -> HttpResponse:
    body = problem(401, code="not_authenticated", detail="The token of METRICS_TOKEN is asked for.")
    return JsonResponse(
        body, status=401, content_type=PROBLEM_JSON, headers={"WWW-Authenticate": 'Bearer realm="metrics"'}
    )


def may_read(authorization: str) -> bool:
    """Whether this header carries the token."""
    return secrets.compare_digest(authorization.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
