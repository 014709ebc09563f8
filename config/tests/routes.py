"""Every route of the API, read from the resolver itself, so that no test can overlook a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """``template`` is the path as the URLconf writes it; ``methods`` are what its view answers."""

    template: str
    methods: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for _, name in PARAMETER.findall(self.template))

    def path(self, values: dict[str, str]) -> str:
        return "/" + PARAMETER.sub(lambda match: values[match[2]], self.template)

    def __str__(self) -> str:
        return self.template


def api_routes() -> list[Route]:
    return [route for route in _walk(get_resolver(), "") if route.template.startswith("api/")]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, template)
        else:
            callback: Any = pattern.callback
            view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
            yield Route(template, tuple(method for method in METHODS if hasattr(view, method)))
