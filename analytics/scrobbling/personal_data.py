"""What the outbox and the inbox say about a listener."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from accounts.models import User
from analytics.scrobbling.models import Received, Scrobble
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row

_SENT = ("id", "service", "state", "reason", "detail", "listened_at", "artist", "title", "album", "settled_at")
_RECEIVED = ("id", "listened_at", "artist", "title", "album", "duration_ms", "isrc", "client", "reason", "received_at")


def _scrobbles(user: User) -> Iterator[Row]:
    columns = [name for name in _SENT if name != "service"]
    rows = Scrobble.objects.visible_to(user).values(*columns, service=F("link__service"))
    return in_batches(rows, by=("listened_at", "id"))


def _received(user: User) -> Iterator[Row]:
    return in_batches(Received.objects.visible_to(user).values(*_RECEIVED), by=("listened_at", "id"))


def _erase_scrobbles(user: User, alive: Alive) -> None:
    delete_in_batches(Scrobble.objects.visible_to(user), alive=alive)


def _erase_received(user: User, alive: Alive) -> None:
    delete_in_batches(Received.objects.visible_to(user), alive=alive)


PARTS = (
    PersonalData(
        name="scrobbles",
        columns=_SENT,
        rows=_scrobbles,
        count=lambda user: Scrobble.objects.visible_to(user).count(),
        erase=_erase_scrobbles,
        holds=(),
    ),
    PersonalData(
        name="received_scrobbles",
        columns=_RECEIVED,
        rows=_received,
        count=lambda user: Received.objects.visible_to(user).count(),
        erase=_erase_received,
        holds=("scrobbling.Received",),
    ),
)
