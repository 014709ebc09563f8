"""Serializers of hot paths, built once for a thread: REST framework copies all fields for each request else."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

Shape = type[serializers.BaseSerializer[Any]]

_own = threading.local()


def checked(shape: Shape, data: Any) -> dict[str, Any]:
    """``data`` after it was found to be of that shape, which asks nothing of its context; a 400 otherwise."""
    try:
        found: dict[str, Any] = _built(shape).run_validation(data)
    except serializers.ValidationError:
        form = shape(data=data)  # says what is wrong as REST framework always does
        form.is_valid(raise_exception=True)
        found = form.validated_data
    return found


def shown(shape: Shape, row: Any, request: Request | None = None) -> dict[str, Any]:
    """What `shape(row, context={"request": request}).data` is."""
    return shown_all(shape, [row], request)[0]


def shown_all(shape: Shape, rows: Iterable[Any], request: Request | None = None) -> list[dict[str, Any]]:
    """The same of many."""
    serializer: Any = _built(shape)
    serializer._context = {"request": request}
    try:
        return [serializer.to_representation(row) for row in rows]
    finally:
        serializer._context = {}


def _built(shape: Shape) -> Any:
    kept: dict[Shape, Any] = _own.__dict__.setdefault("serializers", {})
    if shape not in kept:
        kept[shape] = shape()
    return kept[shape]
