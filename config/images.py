"""Pictures that listeners upload: read with distrust, stored anew under names of our own.

Nothing of an upload is kept but its pixels: its name, its declared type and all its metadata (where the photo was
taken, by whom) are dropped. JPEG, PNG and WebP stay what they are; of an animation the first frame stays.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import Http404
from PIL import Image, ImageOps
from rest_framework.parsers import DataAndFiles, MultiPartParser

from config.errors import FieldError

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 1024
"""Pixels; larger pictures are scaled down."""

MAX_PIXELS = {"JPEG": 30_000_000, "MPO": 30_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""Of a picture before it is scaled. A JPEG is decoded small at once, the others take 4 bytes for each, a few times."""

MAX_EDGE = 16_384
"""Pixels of one side before it is scaled: Pillow keeps a pointer for every row."""

MAX_SCANNED = 500_000_000
"""Pixels of a JPEG over all its scans, each of which is a pass over the whole; thousands of empty ones are tiny."""

ROOM_FOR_FORM = 64 * 1024
"""Bytes of a multipart body around the file itself."""

_SCAN = b"\xff\xda"
_FORMATS = ("JPEG", "PNG", "WEBP")
_SAVED_AS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("jpg", "JPEG", {"quality": 85, "optimize": True}),
    "MPO": ("jpg", "JPEG", {"quality": 85, "optimize": True}),  # a JPEG with further pictures behind the first
    "PNG": ("png", "PNG", {}),
    "WEBP": ("webp", "WEBP", {"quality": 85}),
}
# What Pillow's readers raise at broken files, each seen; it promises no exception of its own.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, AttributeError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError, Warning,
)  # fmt: skip


class ImageParser(MultiPartParser):
    """Multipart forms with one picture. One that is far too long is refused before it is read.

    The view names the picture's field as `image_field`.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        context = parser_context or {}
        length = str(context["request"].META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) > MAX_BYTES + ROOM_FOR_FORM:
            raise _too_large(context["view"].image_field, MAX_BYTES)
        return super().parse(stream, media_type, parser_context)


def read_image(
    upload: File[bytes], *, field: str, max_bytes: int = MAX_BYTES, max_side: int = MAX_SIDE
) -> ContentFile[bytes]:
    """The picture in ``upload``, upright, at most ``max_side`` pixels wide and high, under a new random name.

    Raises FieldError on ``field`` for anything but a JPEG, PNG or WebP within the limits, judged by content alone.
    """
    data = upload.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(field, max_bytes)
    try:
        picture, extension = _reencoded(data, field, max_side)
    except _UNREADABLE:
        raise FieldError(field, "Upload a picture: JPEG, PNG or WebP.", code="invalid_image") from None
    return ContentFile(picture, name=f"{uuid4().hex}.{extension}")


def replace_file(*, instance: models.Model, field_name: str, content: ContentFile[bytes] | None) -> None:
    """Store ``content`` in the file field of that name and save the row; None empties the field.

    Runs a transaction of its own, so it cannot be called within one: the file is written before it begins, since a
    storage may be far away, and is removed if it fails. The old file is removed once the row has been committed.
    Raises Http404 when the row has gone meanwhile.
    """
    field = instance._meta.get_field(field_name)
    assert isinstance(field, models.FileField)  # noqa: S101  # anything else is a slip in our own code
    name = _stored(field, instance, content) if content else ""
    try:
        _point_to(instance, field, name)
    except BaseException:
        if name:
            field.storage.delete(name)
        raise


def remove_after_commit(file: FieldFile) -> None:
    """Remove a stored file once the transaction that lets go of it has been committed. A failure is only logged."""
    if file.name:
        storage, name = file.storage, file.name
        # A lambda: Django cannot log the failure of a partial.
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _too_large(field: str, max_bytes: int) -> FieldError:
    return FieldError(field, f"The picture may be at most {max_bytes / 1024**2:g} MiB.", code="file_too_large")


def _reencoded(data: bytes, field: str, max_side: int) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        extension, kind, options = _SAVED_AS[image.format or ""]
        _refuse_bomb(image, data, field)
        scaled = _scaled(image, kind, max_side)
    scaled.info.clear()  # Pillow would write some of it back: comments, colour profiles
    target = io.BytesIO()
    scaled.save(target, kind, **options)
    return target.getvalue(), extension


def _refuse_bomb(image: Image.Image, data: bytes, field: str) -> None:
    """Judges by the header alone; nothing is decoded yet."""
    pixels, limit = image.width * image.height, MAX_PIXELS[image.format or ""]
    if pixels > limit or max(image.size) > MAX_EDGE:
        message = f"The picture may have {limit // 1_000_000} million pixels and {MAX_EDGE} a side at most."
        raise FieldError(field, message, code="too_many_pixels")
    if image.format in {"JPEG", "MPO"} and pixels * data.count(_SCAN) > MAX_SCANNED:
        raise FieldError(field, "The picture has too many scans.", code="too_many_scans")


def _scaled(image: Image.Image, kind: str, max_side: int) -> Image.Image:
    image.draft("RGB", (max_side, max_side))  # a JPEG is decoded at a fraction of its size where that is enough
    mode = "RGBA" if kind != "JPEG" and image.has_transparency_data else "RGB"
    scaled = image if image.mode == mode else image.convert(mode)
    scaled.thumbnail((max_side, max_side))
    return ImageOps.exif_transpose(scaled)


def _stored(field: models.FileField, instance: models.Model, content: ContentFile[bytes]) -> str:
    name = field.generate_filename(instance, content.name or uuid4().hex)
    return field.storage.save(name, content, max_length=field.max_length)


def _point_to(instance: models.Model, field: models.FileField, name: str) -> None:
    stamps = [each.name for each in instance._meta.concrete_fields if getattr(each, "auto_now", False)]
    with transaction.atomic(durable=True):
        row = type(instance)._default_manager.select_for_update().filter(pk=instance.pk).first()
        if row is None:
            raise Http404
        remove_after_commit(getattr(row, field.name))
        setattr(row, field.name, name)
        row.save(update_fields=[field.name, *stamps])
    for changed in (field.name, *stamps):
        setattr(instance, changed, getattr(row, changed))
