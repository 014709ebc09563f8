"""Pages of the catalogue as HTTP answers, kept as the bytes they are for the seconds in which everybody asks for them.

Only for pages that are the same for every listener.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from catalogue import generation
from catalogue.memory import Memory
from catalogue.provenance import Provenance, Source, cache_headers
from catalogue.rendering import Rendering
from integrations.counters import count

MOST_PAGES: Final = 256
Build = Callable[[Rendering, Provenance], Any]


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    fetched_at: float


_pages: Memory[_Page] = Memory(MOST_PAGES)


def page_answer(request: Request, key: tuple[Hashable, ...], build: Build) -> HttpResponse:
    """What ``build`` makes, or made of the same ``key`` a moment ago, with `X-Cache` and `Age`.

    ``build`` returns what JSON takes, tells the provenance of each part, and may raise: errors are never kept.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    full_key = (*key, origin, generation.current(), *settings.CATALOGUE_PROVIDERS)
    page = _pages.get(full_key)
    if page is not None:
        count("catalogue_pages", outcome="hit")
        return _answer(page.body, cache_headers(Source.HIT, page.fetched_at))
    count("catalogue_pages", outcome="miss")
    provenance = Provenance()
    body = JSONRenderer().render(build(Rendering(origin), provenance))
    if provenance.lasting:
        _pages.put(full_key, _Page(body, provenance.fetched_at))
    return _answer(body, provenance.headers())


def _answer(body: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(body, content_type="application/json", headers=headers)


CACHE_HEADERS: Final = [
    OpenApiParameter(
        "X-Cache",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description=(
            "`hit`: everything was held and fresh; `miss`: a provider was asked; `stale`: at least a part is older "
            "than it should be, and is being renewed, or its provider cannot be asked."
        ),
        enum=["hit", "miss", "stale"],
        response=[200],
    ),
    OpenApiParameter(
        "Age",
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        description="Seconds since a provider gave the oldest part.",
        response=[200],
    ),
]
