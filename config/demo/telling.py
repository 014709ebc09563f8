"""What the demo prints: one line per step, in colour on a terminal and plain elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO
from urllib.parse import unquote_plus

from config.demo.client import Exchange

BOLD, GREEN, RED, FAINT, PLAIN = "\033[1m", "\033[32m", "\033[31m", "\033[2m", "\033[0m"
PATH_WIDTH = 44


class Teller:
    """``out`` is where to; colour and progress only when it is a terminal and NO_COLOR is not set."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._lively = out.isatty() and not os.environ.get("NO_COLOR")

    def say(self, text: str = "") -> None:
        print(text, file=self._out, flush=True)

    def title(self, text: str) -> None:
        self.say(self._in(BOLD, text))

    @contextmanager
    def preparing(self, what: str) -> Iterator[None]:
        """Something that takes a while: on a terminal it shows at once, the time it took follows."""
        began = monotonic()
        if self._lively:
            self._out.write(f"{what} ...")
            self._out.flush()
        yield
        took = self._in(FAINT, f"({monotonic() - began:.1f} s)")
        self.say(f"\r\033[K{what} {took}" if self._lively else f"{what} {took}")

    def step(self, number: int, total: int, exchange: Exchange, outcome: str) -> None:
        asked = f"{exchange.method:5} {_shortened(exchange.path)}"
        place = self._in(FAINT, f"{number:2}/{total}")
        self.say(f"{place}  {asked:{PATH_WIDTH + 6}}  {self._in(GREEN, str(exchange.status))}  {outcome}")

    def failure(self, what: str, reason: str, details: str) -> None:
        self.say()
        self.say(self._in(RED, f"{what} failed: {reason}"))
        self.say(details)

    def _in(self, colour: str, text: str) -> str:
        return f"{colour}{text}{PLAIN}" if self._lively else text


def _shortened(path: str) -> str:
    """The path in the width of its column: ids are cut in the middle of the line rather than the line at its end."""
    path = unquote_plus(path.removeprefix("/api"))
    if len(path) <= PATH_WIDTH:
        return path
    parts = [f"{part[:8]}…" if len(part) > 24 and "?" not in part else part for part in path.split("/")]
    short = "/".join(parts)
    return short if len(short) <= PATH_WIDTH else f"{short[: PATH_WIDTH - 1]}…"
