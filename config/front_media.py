"""`/media/...`: uploaded pictures. Behind Nginx this is never reached for a file system: it has them.

Audio is not among them: it has addresses of its own, which carry a permission.
"""

from __future__ import annotations

import mimetypes
import posixpath
from typing import BinaryIO, cast

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, storages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from config.byte_ranges import ranged_response

PRIVATE_FOLDERS = {"audio", "exports", "handed-in", "made"}
"""Of the media folder: what lies there is handed out by views that know whose it is, never here."""

CATALOGUE_FOLDERS = {"catalogue", "demo"}
"""Pictures of music, whose rows keep a path and no signed address. In a bucket only these are found by their path:
avatars and covers of playlists are handed out signed, to whoever may see them."""

_SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp"}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file. What is no picture is offered as a download, so that nothing uploaded ever runs in our origin."""
    storage = storages["default"]
    if is_private(name):
        raise Http404
    if not isinstance(storage, FileSystemStorage):
        if not is_of_catalogue(name):
            raise Http404
        return HttpResponseRedirect(storage.url(name), headers={"Cache-Control": "no-store"})
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


def is_private(name: str) -> bool:
    """Whether the file lies in a private folder, however its name is written: with dots, or in another case."""
    return bool(PRIVATE_FOLDERS & set(_parts(name.casefold())))


def is_of_catalogue(name: str) -> bool:
    return _parts(name)[0] in CATALOGUE_FOLDERS


def _parts(name: str) -> list[str]:
    return posixpath.normpath(name.replace("\\", "/")).split("/")
