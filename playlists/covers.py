"""The cover image of a playlist."""

from __future__ import annotations

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from config.images import read_image, replace_file
from playlists.changing import COVER, store
from playlists.models import Playlist


def replace_cover(*, playlist: Playlist, upload: File[bytes], by: User) -> None:
    """Raises FieldError for what is no picture. Not to be called inside a transaction: it writes to the storage."""
    replace_file(instance=playlist, field_name="cover_image", content=read_image(upload, field="cover_image"))
    with transaction.atomic():
        store(Playlist.objects.locked(playlist.pk), changes=[COVER], by=by)
