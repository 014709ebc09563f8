"""A kind of content for tests: a note in this process's memory, which its author writes and everybody may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.moderation.reportable import KINDS, Content, Reportable
from config.identifiers import uuid7


class Notes:
    """``hides`` are the calls of `hide`: of what, and whether it was hidden."""

    kind = "note"

    def __init__(self) -> None:
        self.there: dict[UUID, Content] = {}
        self.hides: list[tuple[UUID, bool]] = []

    def write(self, author: User, text: str = "Something rude.") -> Content:
        made = Content(
            kind=self.kind,
            id=uuid7(),
            author_id=author.pk,
            text={"text": text},
            created_at=timezone.now(),
            context={"wall": "Mine"},
        )
        self.there[made.id] = made
        return made

    def edit(self, note: Content, text: str, *, hidden_at: datetime | None = None) -> Content:
        made = replace(self.there[note.id], text={"text": text}, hidden_at=hidden_at)
        self.there[note.id] = made
        return made

    def is_hidden(self, note: Content) -> bool:
        return self.there[note.id].hidden_at is not None

    def reportable(self) -> Reportable:
        return Reportable(self.kind, "Note", self._shown_to, self.there.get, self._hide)

    def _shown_to(self, user: User, note_id: UUID) -> Content | None:
        found = self.there.get(note_id)
        return None if found is None or (found.hidden_at and found.author_id != user.pk) else found

    def _hide(self, note_id: UUID, moment: datetime | None) -> None:
        self.hides.append((note_id, moment is not None))
        if note_id in self.there:
            self.there[note_id] = replace(self.there[note_id], hidden_at=moment)


@contextmanager
def registered() -> Iterator[Notes]:
    notes = Notes()
    KINDS[notes.kind] = notes.reportable()
    yield notes
    del KINDS[notes.kind]
