"""Logs for machines: a line is a JSON object. And what no log may have, whoever writes it."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

_SECRETS: Final = (
    # Three parts in base64, as our access and refresh tokens are, and whatever stands behind `Bearer`.
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]+"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), r"\1 [token]"),
    (
        re.compile(r"(?i)\b(password|passwd|secret|token|api_key|access|refresh)(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&,}]+"),
        r"\1\2[hidden]",
    ),
    # The address of what a share link leads to is the secret itself.
    (re.compile(r"(/api/shared/)[^/\s?#\"']+"), r"\1[token]"),
    (re.compile(r"\b(\w+)://[^/\s:@]*:[^/\s@]+@"), r"\1://[hidden]@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
)


def redacted(text: str) -> str:
    """``text`` without tokens, passwords, credentials in URLs and e-mail addresses."""
    for pattern, put in _SECRETS:
        text = pattern.sub(put, text)
    return text


class LineRedactor(logging.Filter):
    """Hides secrets in what is logged; tracebacks are hidden by the formatters."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), None
        return True


class JsonLines(JsonFormatter):
    """`{"time", "level", "logger", "message", "request_id", "user_id", "exc_info"?}`, in one line."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}{request_id}{user_id}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the base class's name)
        return redacted(str(super().formatException(ei)))
