"""Addresses of files and endpoints of ours, as a client can use them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.request import Request


def absolute_url(url: str, request: Request | HttpRequest | None) -> str | None:
    """``url`` with scheme and host when it is a path of ours, as it is when it is absolute, None when it is empty."""
    if not url:
        return None
    if url.startswith("/") and request is not None:
        return str(request.build_absolute_uri(url))
    return url


class AddressField(serializers.URLField):
    """A read-only address: a string column or a file field, rendered absolute; null when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        kwargs.setdefault("allow_null", True)
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]  # null is part of the contract
        url = value if isinstance(value, str) else value.url if value else ""
        return absolute_url(url, self.context.get("request"))
