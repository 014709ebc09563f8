"""Lists page by page: each goes on behind the last row of the one before, whatever was added or removed meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from config.pagination import whole_number

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR = 300

Row = TypeVar("Row", bound=Model)
Headers = dict[str, str]


def parameters(*, default: int = DEFAULT_LIMIT, maximum: int = MAX_LIMIT) -> list[OpenApiParameter]:
    """What every page takes, for the API document."""
    said = f"At most so many, 1 to {maximum}; {default} if not given."
    return [
        OpenApiParameter("limit", int, description=said),
        OpenApiParameter("cursor", str, description="Where to go on: out of the `Link` header of the page before."),
    ]


def page_of(
    request: Request, rows: QuerySet[Row], *, by: Sequence[str], default: int = DEFAULT_LIMIT, maximum: int = MAX_LIMIT
) -> tuple[list[Row], Headers]:
    """The page that the request asks for with `cursor` and `limit`, and its `Link` header; one statement.

    ``by`` are one or two columns, unique together, both rising or both falling ("-id"), never null.
    """
    limit = limit_of(request, default=default, maximum=maximum)
    names = [each.removeprefix("-") for each in by]
    if given := cursor_of(request):
        rows = rows.filter(_behind(by, _values(rows.model, names, given)))
    found = list(rows.order_by(*by)[: limit + 1])
    if len(found) <= limit:
        return found, {}
    last = found[limit - 1]
    return found[:limit], link(request, limit, [_text(getattr(last, name)) for name in names])


def limit_of(request: Request, *, default: int, maximum: int) -> int:
    return whole_number(request, "limit", default=default, minimum=1, maximum=maximum, clamp=True)


def link(request: Request, limit: int, place: list[str]) -> Headers:
    """The header that leads to what comes behind ``place``."""
    packed = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    url = replace_query_param(request.build_absolute_uri(), "limit", limit)
    return {"Link": f'<{replace_query_param(url, "cursor", packed)}>; rel="next"'}


def cursor_of(request: Request) -> list[str]:
    """The place that the request names; [] for the beginning."""
    text = request.query_params.get("cursor", "")
    if not text:
        return []
    try:
        place = json.loads(base64.urlsafe_b64decode(text[:MAX_CURSOR] + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise wrong_cursor() from None
    if not isinstance(place, list) or not place or not all(isinstance(each, str) for each in place):
        raise wrong_cursor()
    return place


def wrong_cursor() -> serializers.ValidationError:
    detail: Any = serializers.ErrorDetail("Take it from the `Link` header of a page.", code="invalid")
    return serializers.ValidationError({"cursor": [detail]})


def moment_of(text: str, field: Any) -> Any:
    """A moment of a cursor, which is always written in UTC."""
    value = field.to_python(text)
    if value is None or value.utcoffset() != timedelta():
        raise wrong_cursor()
    return value


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _values(model: type[Model], names: Sequence[str], place: list[str]) -> list[Any]:
    if len(place) != len(names):
        raise wrong_cursor()
    try:
        fields = [model._meta.get_field(name) for name in names]
        return [
            moment_of(text, field) if field.get_internal_type() == "DateTimeField" else field.to_python(text)  # type: ignore[union-attr]
            for field, text in zip(fields, place, strict=True)
        ]
    except ValidationError:
        raise wrong_cursor() from None


def _behind(by: Sequence[str], values: list[Any]) -> Q:
    is_falling = by[0].startswith("-")
    past, before = ("lt", "gte") if is_falling else ("gt", "lte")
    first, *second = [each.removeprefix("-") for each in by]
    if not second:
        return Q((f"{first}__{past}", values[0]))
    # The plain bound is what an index understands; the rest looks at ties.
    return Q((f"{first}__{past}e", values[0])) & ~Q((first, values[0]), (f"{second[0]}__{before}", values[1]))
