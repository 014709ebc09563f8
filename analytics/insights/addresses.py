"""Addresses of pictures in answers that are kept: stored as they are in the rows, made absolute for each request."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from config.addresses import absolute_url

_PICTURES = ("album_cover", "cover_image", "picture_medium")


def with_addresses(shown: Any, request: Request) -> Any:
    """The same with addresses as the client can use them, null where there is no picture."""
    if isinstance(shown, list):
        return [with_addresses(each, request) for each in shown]
    if isinstance(shown, dict):
        return {
            key: absolute_url(value, request) if key in _PICTURES else with_addresses(value, request)
            for key, value in shown.items()
        }
    return shown
