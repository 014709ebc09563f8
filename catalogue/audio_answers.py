"""A stored audio file as an HTTP answer: whole or one range of it, with validators, so that players can seek."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import datetime
from typing import BinaryIO, cast

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from catalogue.stream_places import take_place
from config.byte_ranges import ranged_response


def audio_answer(request: HttpRequest, audio: FieldFile, *, fresh_for: int) -> HttpResponseBase:
    """200, 206, 304, 412 or 416 for the stored file, which the listener's player may keep ``fresh_for`` seconds.

    Raises StreamsBusy: a place is held until the last byte is sent.
    """
    release = take_place()
    try:
        answer = _answer(request, audio, fresh_for=fresh_for)
    except BaseException:
        release()
        raise
    # What Django closes with the answer, however it ends; it has no public name for "and this too".
    answer._resource_closers.append(release)  # type: ignore[attr-defined]
    return answer


def _answer(request: HttpRequest, audio: FieldFile, *, fresh_for: int) -> HttpResponseBase:
    name = cast(str, audio.name)
    modified = audio.storage.get_modified_time(name)
    etag = _etag(f"{name} {audio.size} {modified.timestamp()}")
    answer = get_conditional_response(request, etag, int(modified.timestamp())) or ranged_response(
        cast(BinaryIO, audio.storage.open(name)),
        size=audio.size,
        content_type=type_of(name),
        asked=_asked_range(request, etag, modified),
    )
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(modified.timestamp())
    answer["Cache-Control"] = f"private, max-age={fresh_for}, no-transform"
    return answer


def _etag(identity: str) -> str:
    return f'"{hashlib.sha256(identity.encode()).hexdigest()[:32]}"'


def _asked_range(request: HttpRequest, etag: str, modified: datetime) -> str:
    """The `Range` header, where it counts: on a GET, and of the very file that the player has begun with."""
    counts = request.method == "GET" and _is_same(request.headers.get("If-Range", ""), etag, modified)
    return request.headers.get("Range", "") if counts else ""


def _is_same(if_range: str, etag: str, modified: datetime) -> bool:
    if not if_range:
        return True
    if if_range.startswith(('"', "W/")):
        return if_range == etag
    return parse_http_date_safe(if_range) == int(modified.timestamp())


def type_of(name: str) -> str:
    """Only audio is ever called by its name: an uploaded page must not run in the listener's browser."""
    guessed, _ = mimetypes.guess_type(name)
    return guessed if guessed and guessed.startswith("audio/") else "application/octet-stream"
