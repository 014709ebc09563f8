"""What is said to ListenBrainz and what it answers, with everything that is not used left out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrainzListen:
    """``listened_at`` is when it began, in seconds of the epoch; 0 of one that is playing now."""

    artist: str
    track: str
    listened_at: int = 0
    release: str = ""
    duration_ms: int = 0
    isrc: str = ""
    track_number: int = 0
    origin_url: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many more requests are allowed within the next ``seconds``; None where that was not said."""

    remaining: int | None = None
    seconds: float = 0.0

    @property
    def pause(self) -> float:
        """Seconds to wait before the next request."""
        return self.seconds if self.remaining == 0 else 0.0
