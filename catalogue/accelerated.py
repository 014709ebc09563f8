"""Audio that Nginx sends: an answer without a body that tells it where the bytes are (`X-Accel-Redirect`).

``/protected-media/`` is the media folder, ``/protected-preview/<scheme>/<host>/<path>`` any address; both are internal
locations of Nginx, which no client can ask for. docs/streaming.md has them.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.http import HttpResponse

from catalogue.audio_answers import type_of


def accelerated_file(name: str, *, fresh_for: int) -> HttpResponse:
    return _answer(f"/protected-media/{quote(name)}", type_of(name), fresh_for)


def accelerated_preview(url: str, *, fresh_for: int) -> HttpResponse:
    parts = urlsplit(url)
    where = f"/protected-preview/{parts.scheme}/{parts.netloc}{parts.path}"
    return _answer(f"{where}?{parts.query}" if parts.query else where, "audio/mpeg", fresh_for)


def _answer(where: str, content_type: str, fresh_for: int) -> HttpResponse:
    headers = {"X-Accel-Redirect": where, "Cache-Control": f"private, max-age={fresh_for}, no-transform"}
    return HttpResponse(headers=headers, content_type=content_type)
