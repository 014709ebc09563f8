"""Who is at the other end of a socket. The room that knows listeners is reached by its name in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """``user`` is the row as it was when the socket was opened; ``expires_at`` is seconds since the epoch."""

    user: Any
    session_id: UUID
    epoch: int
    expires_at: float


class Access(Protocol):
    """What `settings.REALTIME_ACCESS` names."""

    def claims_of(self, token: str) -> Claims | None:
        """What an access token says, None when it is broken or expired."""

    def identity_of(self, claims: Claims) -> Identity | None:
        """Whose claims these are, None when their session or account has ended meanwhile."""

    def still_good(self, epochs: Mapping[UUID, int]) -> set[UUID]:
        """Which of these sessions, given with the epochs their tokens carry, still stand."""


def access() -> Access:
    return cast(Access, import_module(settings.REALTIME_ACCESS))
