"""What can be reported and hidden: each room says so of what people write or name in it, as it starts.

Rooms lie above this one, so moderation knows their rows only through what they registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody wrote or named. ``text`` is all of it, by field; ``context`` says where it stands.

    ``hidden_at`` is when it was hidden from everybody but its author, None while it is not.
    """

    kind: str
    id: UUID
    author_id: UUID
    text: Mapping[str, str]
    created_at: datetime
    hidden_at: datetime | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reportable:
    """One kind of content.

    ``shown_to`` finds what that listener may read at this moment, else None. ``content`` finds it in whatever state,
    for moderators; None when it is gone. ``hide`` sets and clears its `hidden_at`, tells who has it open, and is
    called inside a transaction; it is harmless for what is gone.
    """

    kind: str
    label: str
    shown_to: Callable[[User, UUID], Content | None]
    content: Callable[[UUID], Content | None]
    hide: Callable[[UUID, datetime | None], None]


KINDS: dict[str, Reportable] = {}


def register(*kinds: Reportable) -> None:
    """Called by each room's `AppConfig.ready`."""
    KINDS.update({each.kind: each for each in kinds})
