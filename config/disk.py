"""Files in `MEDIA_ROOT`. A disk that is full or read-only is an answer of its own, and leaves no half a file."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from config.storage import StorageUnavailable

logger = logging.getLogger(__name__)


class Disk(FileSystemStorage):
    """Raises StorageUnavailable for whatever the operating system says to a change."""

    def _save(self, name: str, content: File[bytes]) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # missing in the stubs
        except OSError as error:
            logger.exception("The file %s could not be stored.", name)
            with suppress(OSError):
                Path(self.path(name)).unlink()
            raise StorageUnavailable from error

    def delete(self, name: str) -> None:
        try:
            super().delete(name)
        except OSError as error:
            logger.exception("The file %s could not be removed.", name)
            raise StorageUnavailable from error
