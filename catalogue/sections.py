"""Sections of the search that rooms above the catalogue contribute: they register here when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

Find = Callable[[Request, str, int], list[dict[str, Any]]]
"""Of the request, whose user is signed in, the query and how many at most: what the answer shows, best first."""


@dataclass(frozen=True, slots=True)
class Section:
    """``kind`` is asked for by `?type=`, ``key`` is where the answer has it."""

    kind: str
    key: str
    find: Find


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Again under the same kind replaces the first."""
    _sections[section.kind] = section


def section_of(kind: str) -> Section | None:
    return _sections.get(kind)
