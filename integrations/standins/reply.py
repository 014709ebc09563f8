"""One HTTP answer, ready to be sent in one piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

JSON: Final = "application/json; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self, *, with_body: bool = True) -> bytes:
        """Head and body together: sent apart, the second packet waits for an acknowledgement of the first."""
        phrase = HTTPStatus(self.status).phrase if self.status in HTTPStatus.__members__.values() else "Unknown"
        head = {"Server": "Apache", "Content-Type": self.content_type, "Content-Length": str(len(self.body))}
        lines = [
            f"HTTP/1.1 {self.status} {phrase}",
            *(f"{name}: {text}" for name, text in {**head, **self.headers}.items()),
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (self.body if with_body else b"")


def json_reply(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value, separators=(",", ":")).encode(), JSON, headers or {})


def html_reply(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, f"<html><body><h1>{status}</h1></body></html>".encode(), HTML, headers or {})
