"""`/media/...`: uploaded files, where they lie in the file system. Behind Nginx this is never reached: it has them."""

from __future__ import annotations

import mimetypes
from typing import BinaryIO, cast

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, storages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from config.byte_ranges import ranged_response

_SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp"}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file. What is no picture is offered as a download, so that nothing uploaded ever runs in our origin."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        raise Http404
    try:
        file = storage.open(name, "rb")
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0]
    inline = kind in _SHOWN_INLINE
    asked = request.headers.get("Range", "")
    content_type = kind if kind and inline else "application/octet-stream"
    response = ranged_response(cast(BinaryIO, file.file), size=file.size, content_type=content_type, asked=asked)
    # Names are never used twice for different content.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline" if inline else "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
