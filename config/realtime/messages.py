"""What clients send, and what they are answered when it cannot be done: the members of a problem document."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from rest_framework import exceptions

from config.errors import DomainError, exception_handler, problem

logger = logging.getLogger(__name__)

LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Message:
    """``type`` is "" when the text could not be read; ``id`` is the client's, and comes back as `re`."""

    type: str
    id: str | int | None = None
    body: dict[str, Any] = field(default_factory=dict)


def read(text: str) -> Message:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return Message("")
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        return Message("")
    name = body.get("id")
    return Message(body["type"], name if _is_id(name) else None, body)


def _is_id(name: object) -> bool:
    if isinstance(name, str):
        return len(name) <= LONGEST_ID
    return isinstance(name, int) and not isinstance(name, bool) and abs(name) < 2**53


def failure(code: str, detail: str, *, status: int = 400) -> dict[str, Any]:
    return {"type": "error", "error": problem(status, code=code, detail=detail)}


def answer_to(error: Exception) -> dict[str, Any]:
    """What an endpoint would have answered; what nobody expected is logged, and told without details."""
    if isinstance(error, DomainError | exceptions.APIException):
        answer = exception_handler(error, {})
        if answer is not None:
            return {"type": "error", "error": answer.data}
    logger.error("A command on a socket failed.", exc_info=error)
    return failure("error", "Something went wrong on our side. The fault has been logged.", status=500)
