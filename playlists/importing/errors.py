"""What imports say no with, and how one ends that cannot go on."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class ImportNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "import_not_found"
    detail = "There is no such import."


class ImportFinished(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "import_finished"
    detail = "The import has ended, there is nothing to cancel."


class ItemNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "item_not_found"
    detail = "There is no such track among those that were not matched."


class Stopped(Exception):
    """The import cannot go on, whenever it is tried. ``code`` is stable, ``detail`` for the listener."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Stalled(Exception):
    """Spotify or the catalogue cannot be asked right now; the job comes back after ``retry_after`` seconds."""

    def __init__(self, detail: str, *, retry_after: float) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
