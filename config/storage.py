"""Where uploaded and made files are kept cannot be reached, or takes no more."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError

RETRY_AFTER = 30
"""Seconds."""


class StorageUnavailable(DomainError):
    """Raised by both storages, `config.disk` and `config.bucket`. Nothing was stored then."""

    status = status.HTTP_503_SERVICE_UNAVAILABLE
    code = "storage_unavailable"
    detail = "Files cannot be stored or read at the moment. Try again later."
    retry_after = float(RETRY_AFTER)

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(RETRY_AFTER)})
