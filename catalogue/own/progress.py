"""A bar that fills while a command works, for a person who is watching: nothing where nobody is."""

from __future__ import annotations

from typing import Final, TextIO

WIDTH: Final = 30


class ProgressBar:
    """``total`` is whatever `show` counts in."""

    def __init__(self, out: TextIO, total: int) -> None:
        self._out, self._total = out, max(1, total)
        self._watched = out.isatty()

    def show(self, done: int, words: str) -> None:
        if not self._watched:
            return
        part = min(1.0, done / self._total)
        filled = round(part * WIDTH)
        self._out.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {part:4.0%} {words}")
        self._out.flush()

    def finish(self) -> None:
        if self._watched:
            self._out.write("\n")
