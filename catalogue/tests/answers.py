"""Comparing answers."""

from __future__ import annotations

from typing import Any


def without_previews(value: Any) -> Any:
    """The answer without the signed addresses, which change every ten minutes."""
    if isinstance(value, dict):
        return {key: without_previews(each) for key, each in value.items() if key != "preview"}
    return [without_previews(each) for each in value] if isinstance(value, list) else value
