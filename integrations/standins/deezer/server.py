"""A Deezer on loopback, for tests and benchmarks: `with DeezerStandin() as deezer: ... deezer.base_url ...`.

It serves an invented catalogue in Deezer's wire format, or a folder of recordings, and can be made to fail. Faults may
be limited to the paths (with query) that begin with ``under``, such as ``/artist/7001/top`` or ``/search?limit=50``.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from integrations.standins.deezer import previews
from integrations.standins.deezer.answers import Answers, Refused
from integrations.standins.deezer.replay import Recordings
from integrations.standins.deezer.shapes import Shapes
from integrations.standins.library import Library
from integrations.standins.reply import Reply, html_reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.standin import Standin

QUOTA_LIMIT_EXCEEDED: Final = {"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}


class DeezerStandin(Standin):
    """``prefix`` is put before every path; ``preview_lifetime`` is in seconds, negative for dead addresses."""

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        super().__init__(port=port, prefix=prefix)
        self.preview_lifetime: float = previews.LIFETIME
        self.library = Library()
        self._answers = Answers(self.library, Shapes(self.library, self.base_url, self._preview), self.base_url)
        self._recordings: Recordings | None = None
        self._previews_received: list[tuple[float, str]] = []

    @property
    def preview_requests(self) -> list[tuple[float, str]]:
        with self._lock:
            return list(self._previews_received)

    def reset(self) -> None:
        super().reset()
        with self._lock:
            self._recordings = None
        self.preview_lifetime = previews.LIFETIME

    def forget_requests(self) -> None:
        super().forget_requests()
        with self._lock:
            self._previews_received.clear()

    def replay(self, folder: Path) -> None:
        """Serve the recordings of a folder in place of the invented catalogue."""
        recordings = Recordings(folder)
        with self._lock:
            self._recordings = recordings

    def reply(self, request: Request) -> Reply | None:
        if request.path.startswith(previews.FOLDER):
            return self._audio(request)
        return super().reply(request)

    def _over_quota(self) -> Reply:
        return json_reply(QUOTA_LIMIT_EXCEEDED)

    def _answer(self, path: str, request: Request) -> Reply:
        if self._recordings:
            return self._recordings.reply(path, request.query)
        try:
            return json_reply(self._answers.answer(path, dict(parse_qsl(request.query, keep_blank_values=True))))
        except Refused as refusal:
            return json_reply(refusal.envelope)

    def _audio(self, request: Request) -> Reply:
        with self._lock:
            self._previews_received.append((time.monotonic(), request.path))
        if not previews.is_honoured(request.path, request.query):
            return html_reply(403)
        return previews.audio_reply(request.headers.get("Range"))

    def _preview(self, track_id: int) -> str:
        return self._origin + previews.preview_path(track_id, lifetime=self.preview_lifetime)
