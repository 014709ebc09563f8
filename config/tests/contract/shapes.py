"""A small language for the shape of an answer: a type, a dictionary of keys, or a list of one shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

Check = Callable[[Any], bool]
Shape = Check | dict[str, Any] | list[Any] | None


def _parses(parse: Callable[[str], object]) -> Check:
    def check(value: Any) -> bool:
        try:
            parse(value)
        except (ValueError, TypeError, AttributeError):
            return False
        return isinstance(value, str)

    return check


def optional(check: Check) -> Check:
    """The shape, or null while the value is not known."""
    return lambda value: value is None or check(value)


def text(value: Any) -> bool:
    return isinstance(value, str)


def name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def url(value: Any) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)


def timestamp(value: Any) -> bool:
    return _parses(datetime.fromisoformat)(value) and datetime.fromisoformat(value).tzinfo is not None


def token(value: Any) -> bool:
    return isinstance(value, str) and value.count(".") == 2


uuid = _parses(UUID)
day = _parses(date.fromisoformat)


def mismatches(value: Any, shape: Shape, where: str = "answer") -> list[str]:
    """Where ``value`` is not of ``shape``, each as a line. Further keys are allowed, missing ones are not."""
    if callable(shape):
        return [] if shape(value) else [f"{where}: {value!r}"]
    if isinstance(shape, list):
        return _in_list(value, shape[0], where)
    if isinstance(shape, dict):
        return _in_keys(value, shape, where)
    return [] if value is None else [f"{where}: expected no body"]


def _in_list(value: Any, shape: Shape, where: str) -> list[str]:
    if not isinstance(value, list) or not value:
        return [f"{where}: expected entries, got {value!r}"]
    return [line for index, entry in enumerate(value) for line in mismatches(entry, shape, f"{where}[{index}]")]


def _in_keys(value: Any, shape: dict[str, Any], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: expected an object, got {value!r}"]
    missing = [f"{where}: no key {key!r}" for key in shape if key not in value]
    found = [(key, inner) for key, inner in shape.items() if key in value]
    return missing + [line for key, inner in found for line in mismatches(value[key], inner, f"{where}.{key}")]
