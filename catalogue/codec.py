"""Records as JSON and back, driven by the records' own annotations.

Fields that hold nothing (None, "", an empty list) are left out, so that payloads are small and a field that is added
later reads as its default from an older payload.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from catalogue.ids import CatalogueId

T = TypeVar("T")
_PLAIN = (str, int, bool, int | None, bool | None)
Read = Callable[[Any], Any]


def encode(value: Any) -> Any:
    """``value`` (a record, or a list of records) as what `json.dumps` takes, fit for every database."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, CatalogueId):
        return f"{value.provider}:{value.value}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [encode(each) for each in value]
    if is_dataclass(value):
        pairs = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: encode(held) for name, held in pairs if held is not None and held not in ("", [])}
    return value


def decode(shape: type[T], payload: Any) -> T:
    """The value of ``shape`` that `encode` wrote; raises ValueError, TypeError or KeyError on anything else."""
    kind: Any = shape
    read: T = _reader(kind)(payload)
    return read


def storable(text: str) -> str:
    """``text`` without what PostgreSQL and UTF-8 cannot hold: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@cache
def _reader(shape: Any) -> Read:
    origin = get_origin(shape)
    if origin is list:
        return _list_reader(_reader(get_args(shape)[0]))
    if origin in (Union, types.UnionType):
        inner = next(each for each in get_args(shape) if each is not type(None))
        return _reader(inner)
    if shape is CatalogueId:
        return _read_id
    if shape in (date, datetime):
        return shape.fromisoformat  # type: ignore[no-any-return]
    if is_dataclass(shape):
        return _record_reader(shape)
    return lambda held: held


def _read_id(held: str) -> CatalogueId:
    """`encode` wrote it out of an id that had been checked."""
    provider, colon, value = held.partition(":")
    if not (colon and value):
        raise ValueError(held)
    return CatalogueId(provider, value)


def _list_reader(read: Read) -> Read:
    return lambda held: [read(each) for each in held]


def _record_reader(shape: Any) -> Read:
    hints = get_type_hints(shape)
    readers = {each.name: _reader(hints[each.name]) for each in fields(shape)}
    needed = {each.name for each in fields(shape) if each.default is MISSING and each.default_factory is MISSING}
    blank = {name: "" for name in needed if hints[name] is str}
    plain = {each.name for each in fields(shape) if hints[each.name] in _PLAIN}

    def read(held: Any) -> Any:
        known = dict(blank)
        for name, value in held.items():
            if value is None:
                continue
            if name in plain:
                known[name] = value
            elif name in readers:
                known[name] = readers[name](value)
        return shape(**known)

    return read
