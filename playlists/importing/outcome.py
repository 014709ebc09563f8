"""What placing a source has changed here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Outcome:
    """``left_out``: the listener has removed them here, so they are not put back. ``full``: found no room."""

    added: int = 0
    removed: int = 0
    left_out: int = 0
    full: int = 0
