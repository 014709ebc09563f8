"""One range of a file's bytes, as RFC 9110 section 14 has it: what a seeking player or a resumed download asks for."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


class Unsatisfiable(Exception):
    """The range begins past the end of the file."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole file, which is also the answer to what is not understood.

    Several ranges in one header count as not understood: a server may ignore them, and players do not send them.
    """
    match = _ONE_RANGE.match(header)
    if not match or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
        if int(last) == 0:
            raise Unsatisfiable
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def ranged_response(file: BinaryIO, *, size: int, content_type: str, asked: str = "") -> HttpResponseBase:
    """The file, or the part of it that the `Range` header ``asked`` for; closes the file when it has been sent."""
    try:
        part = parse_range(asked, size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(size)}
    if part is None:
        return FileResponse(file, content_type=content_type, headers=headers)
    start, end = part
    headers |= {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(end - start + 1)}
    return FileResponse(_Part(file, start, end), content_type=content_type, headers=headers, status=206)


class _Part:
    """The bytes from ``start`` to ``end`` of a file, as a file that can be read once."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        file.seek(start)
        self._left = end - start + 1
        self._file = file
        self.close = file.close

    def read(self, size: int) -> bytes:
        chunk = self._file.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk
