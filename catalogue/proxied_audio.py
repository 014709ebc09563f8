"""Previews whose bytes we serve ourselves, so that clients that cannot follow a redirect can play and seek them too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from catalogue.errors import CatalogueUnavailable
from catalogue.ids import CatalogueId
from catalogue.previews import preview_of, resolved_again
from catalogue.stream_places import take_place
from config.byte_ranges import Unsatisfiable, parse_range
from integrations.errors import ProviderUnavailable
from integrations.media import RemoteFile, open_file

_ONE_RANGE = re.compile(r"bytes=(?=.*\d)\d{0,18}-\d{0,18}\Z")
_REFUSED: Final = frozenset({401, 403, 404, 410})
"""What a CDN says of an address that has died."""
_PASSED_ON: Final = ("Content-Range", "Content-Length", "ETag", "Last-Modified")


def proxied_audio(request: HttpRequest, track_id: CatalogueId, *, fresh_for: int) -> HttpResponseBase:
    """200, 206 or 416 with the preview's bytes. An address that is refused is resolved again, once.

    Raises StreamsBusy, NoAudio, TrackNotFound or CatalogueUnavailable.
    """
    release = take_place()
    try:
        asked = _asked_range(request)
        file = _opened(track_id, asked, request.headers.get("If-Range", ""))
        try:
            return _answer(request, file, asked, release, fresh_for)
        except BaseException:
            file.close()
            raise
    except ProviderUnavailable:
        release()
        raise CatalogueUnavailable from None
    except BaseException:
        release()
        raise


def _asked_range(request: HttpRequest) -> str:
    """Only what is one range is passed on: several would come back as parts that no player reads."""
    asked = request.headers.get("Range", "")
    return asked if request.method == "GET" and _ONE_RANGE.match(asked) else ""


def _opened(track_id: CatalogueId, asked: str, if_range: str) -> RemoteFile:
    headers = {"Range": asked} if asked else {}
    if asked and if_range:
        headers["If-Range"] = if_range
    file = open_file(track_id.provider, preview_of(track_id).url, headers)
    if file.status in _REFUSED:
        file.close()
        file = open_file(track_id.provider, resolved_again(track_id).url, headers)
    if file.status not in (200, 206, 416) or not _is_audio(file):
        file.close()
        raise ProviderUnavailable(track_id.provider, f"answered {file.status} for a preview")
    return file


def _is_audio(file: RemoteFile) -> bool:
    kind = file.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return file.status == 416 or kind.startswith("audio/") or kind == "application/octet-stream"


def _answer(
    request: HttpRequest, file: RemoteFile, asked: str, release: Callable[[], None], fresh_for: int
) -> HttpResponseBase:
    headers = {name: file.headers[name] for name in _PASSED_ON if name in file.headers}
    headers |= {"Accept-Ranges": "bytes", "Cache-Control": f"private, max-age={fresh_for}, no-transform"}
    status, part = file.status, None
    if status == 200 and asked and not request.headers.get("If-Range"):
        status, part = _cut(headers, asked)
    if status == 416 or request.method == "HEAD":
        file.close()
        release()
        if status == 416:
            headers.pop("Content-Length", None)
        return HttpResponse(status=status, headers=headers, content_type=file.headers.get("Content-Type"))
    body = _Body(file, part, release)
    return StreamingHttpResponse(body, status=status, headers=headers, content_type=file.headers["Content-Type"])


def _cut(headers: dict[str, str], asked: str) -> tuple[int, tuple[int, int] | None]:
    """Of a CDN that sent the whole: the status and the part that was asked for, where we know how long the whole is."""
    length = headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        return 200, None
    try:
        part = parse_range(asked, int(length))
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{length}"
        return 416, None
    if part is None:
        return 200, None
    headers["Content-Range"] = f"bytes {part[0]}-{part[1]}/{length}"
    headers["Content-Length"] = str(part[1] - part[0] + 1)
    return 206, part


class _Body:
    """What the server sends, and closes when the listener has it or is gone."""

    def __init__(self, file: RemoteFile, part: tuple[int, int] | None, release: Callable[[], None]) -> None:
        self._file, self._part, self._release = file, part, release

    def __iter__(self) -> Iterator[bytes]:
        if self._part is None:
            yield from self._file.chunks()
            return
        first, last = self._part
        at = 0
        for chunk in self._file.chunks():
            piece = chunk[max(0, first - at) : max(0, last + 1 - at)]
            at += len(chunk)
            if piece:
                yield piece
            if at > last:
                return

    def close(self) -> None:
        self._file.close()
        self._release()
