"""One event, one line: what users sent cannot break out of it, nor play with the terminal that shows it."""

from __future__ import annotations

import logging
import unicodedata
from typing import Any

from config.observing.logs import redacted

# Control characters, what reverses the reading direction, and what else ends a line.
_HIDDEN = {code for code in range(0x3000) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp")}
ESCAPES = {code: chr(code).encode("unicode_escape").decode("ascii") for code in _HIDDEN}
TRACEBACK_ESCAPES = {code: text for code, text in ESCAPES.items() if chr(code) != "\n"}


class LineFormatter(logging.Formatter):
    """Escapes control characters. Tracebacks keep their lines, indented, so that none of them looks like an event."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the base class's name)
        record.message = record.message.translate(ESCAPES)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indented(super().formatStack(stack_info))


class FaultsOnly(logging.Filter):
    """Lets no 503 through: it is an honest answer about somebody else's trouble, which is logged where it is met."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in redacted(text).translate(TRACEBACK_ESCAPES).split("\n"))
