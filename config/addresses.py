"""Addresses of files and endpoints of ours, as a client can use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.request import Request

_PLAIN: Final = re.compile(r"(/[\w~-][\w.~-]*)+", re.ASCII)
"""A path in which nothing has to be quoted or resolved."""


def absolute_url(url: str, request: Request | HttpRequest | None) -> str | None:
    """``url`` with scheme and host when it is a path of ours, as it is when it is absolute, None when it is empty."""
    if not url:
        return None
    if url.startswith("/") and request is not None:
        return str(request.build_absolute_uri(url))
    return url


def absolute_urls(request: Request | HttpRequest) -> Callable[[str], str | None]:
    """`absolute_url` for many of one request, most of which are plain paths."""
    site = request.build_absolute_uri("/").removesuffix("/")

    def address(url: str) -> str | None:
        return f"{site}{url}" if _PLAIN.fullmatch(url) else absolute_url(url, request)

    return address


class AddressField(serializers.URLField):
    """A read-only address: a string column or a file field, rendered absolute; null when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        kwargs.setdefault("allow_null", True)
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]  # null is part of the contract
        url = value if isinstance(value, str) else value.url if value else ""
        return absolute_url(url, self.context.get("request"))
