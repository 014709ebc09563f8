"""Covers of our albums and pictures of our artists.

A row keeps the public paths of two files, ``/media/catalogue/<random>.jpg``, in the columns where provided rows keep
the provider's addresses. So every answer treats both alike; what begins like this is a file of ours.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404

from catalogue.media_files import public_path
from catalogue.models import Album, Artist
from config.images import read_image

FOLDER: Final = "catalogue"
COLUMNS: Final[dict[type, tuple[str, str]]] = {
    Artist: ("picture_medium", "picture_xl"),
    Album: ("cover_medium", "cover_xl"),
}
MEDIUM: Final = 250
LARGE: Final = 1000
"""Pixels of the longer side; smaller pictures stay as they are."""


def replace_picture(*, row: Artist | Album, upload: File[bytes], field: str) -> None:
    """Store the picture in both sizes and point the row to them; the old files go once that is committed.

    Raises FieldError on ``field`` for what is no picture. Not to be called inside a transaction.
    """
    names: list[str] = []
    try:
        for size in (MEDIUM, LARGE):
            upload.seek(0)
            names.append(_stored(read_image(upload, field=field, max_side=size)))
        _point_to(row, [public_path(name) for name in names])
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def forget_picture(row: Any) -> None:
    """Remove the files of ours that the row points to, once the transaction that lets go of them is committed."""
    for column in COLUMNS[type(row)]:
        path = getattr(row, column)
        prefix = public_path(f"{FOLDER}/")
        if path.startswith(prefix):
            name = path[len(settings.MEDIA_URL) :]
            transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _stored(content: ContentFile[bytes]) -> str:
    return default_storage.save(f"{FOLDER}/{content.name or uuid4().hex}", content)


@transaction.atomic(durable=True)
def _point_to(row: Artist | Album, paths: list[str]) -> None:
    columns = COLUMNS[type(row)]
    held: Any = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Http404
    forget_picture(held)
    for column, path in zip(columns, paths, strict=True):
        setattr(held, column, path)
        setattr(row, column, path)
    held.save(update_fields=[*columns, "updated_at"])
