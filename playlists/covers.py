"""The cover image of a playlist."""

from __future__ import annotations

from django.core.files.base import File

from config.images import read_image, replace_file
from playlists.models import Playlist


def replace_cover(*, playlist: Playlist, upload: File[bytes]) -> None:
    """Raises FieldError for what is no picture. Not to be called inside a transaction: it writes to the storage."""
    replace_file(instance=playlist, field_name="cover_image", content=read_image(upload, field="cover_image"))
