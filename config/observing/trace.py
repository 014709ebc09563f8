"""Which request, and whose, a log line belongs to; a task belongs to the request that asked for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from celery import signals
from django.http import HttpRequest, HttpResponse

from config.identifiers import uuid7

HEADER: Final = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9_-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_user_id: ContextVar[str] = ContextVar("user_id", default="")


class RequestIdMiddleware:
    """Each request has an id: the caller's `X-Request-ID` where it is a plain word of 8 to 64 characters, else a new
    one. The answer names it, every log line carries it, and so does every task that the request asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.headers.get(HEADER, "")
        request_id = asked if _ACCEPTED.fullmatch(asked) else uuid7().hex
        with traced(request_id):
            response = self._get_response(request)
        response.headers[HEADER] = request_id
        return response


@contextmanager
def traced(request_id: str, user_id: str = "") -> Iterator[None]:
    """What is logged in here belongs to this request."""
    tokens = _request_id.set(request_id), _user_id.set(user_id)
    try:
        yield
    finally:
        _request_id.reset(tokens[0])
        _user_id.reset(tokens[1])


def note_user(user_id: object) -> None:
    """The caller of the present request is known from here."""
    _user_id.set(str(user_id))


class TraceFilter(logging.Filter):
    """Adds ``request_id`` and ``user_id`` to each record, "-" where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get() or "-"
        record.user_id = _user_id.get() or "-"
        return True


# --- Celery: the ids travel in the headers of the message. ---


@signals.before_task_publish.connect(weak=False)
def _send_trace(headers: dict[str, Any] | None = None, **_: object) -> None:
    if headers is not None and _request_id.get():
        headers["playpod_request_id"] = _request_id.get()
        headers["playpod_user_id"] = _user_id.get()


@signals.task_prerun.connect(weak=False)
def _take_trace(task: Any = None, **_: object) -> None:
    _request_id.set(str(task.request.get("playpod_request_id") or task.request.id or ""))
    _user_id.set(str(task.request.get("playpod_user_id") or ""))


@signals.task_postrun.connect(weak=False)
def _drop_trace(**_: object) -> None:
    _request_id.set("")
    _user_id.set("")
