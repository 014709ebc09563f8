"""Telling a listener that an import has ended: the same words whatever was imported, and once for each import."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User
from notifications.services import Subject, notify


def tell_import_finished(*, user: User, subject: str, import_id: UUID, name: str, summary: str) -> None:
    """``subject`` is the kind of import for a client to open, such as "spotify_import"; ``name`` is of what was
    imported. In the transaction that ends the import, or before it: a repeat says nothing again."""
    notify(
        user=user,
        kind="import_finished",
        subject=Subject(subject, import_id),
        data={"name": name[:200], "summary": summary[:300]},
        group_key=f"import:{import_id}",
    )


def counted(found: int, read: int, what: str = "tracks") -> str:
    """Such as "480 of 500 tracks were found."."""
    return f"{found} of {read} {what} were found."
