"""Files of the catalogue that we make ourselves, such as demo covers and tunes."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep_file(name: str, content: bytes) -> str:
    """Store the file whole or not at all, and return its name. On a disk a second writer replaces it by its equal."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        # A bucket: one upload is one object.
        return default_storage.save(name, ContentFile(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.write_bytes(content)
    draft.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
    draft.replace(path)
    return name


def public_path(name: str) -> str:
    """Where everybody can fetch the file."""
    return urljoin(settings.MEDIA_URL, name)
