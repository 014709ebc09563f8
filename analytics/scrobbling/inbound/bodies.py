"""Bodies as they come: ListenBrainz' clients name no media type, and a batch for Last.fm has hundreds of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser


class WholeBody(BaseParser):
    """The bytes, whatever they are said to be."""

    media_type = "*/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream.read()


def body_of(data: Any) -> bytes:
    """An empty body is not parsed at all."""
    return data if isinstance(data, bytes) else b""
