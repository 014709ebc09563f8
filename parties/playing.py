"""How a party plays, by the server's clock.

What plays is a position and the moment it was true at. A track that has reached its end is followed by the next one at
that very moment, whoever notices first: every function here, and every reader, first lets the party catch up. Twice is
once, and two processes that do it come to the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from parties.errors import NothingToPlay, StateMoved
from parties.gates import Role, locked_party
from parties.listens import Heard, record_later
from parties.models import Party, PartyEntry, PartyVote
from parties.telling import tell_state
from playqueue.errors import EntryNotFound
from playqueue.state import shown

STATE = (
    "current_item", "current_key", "current_position", "started_at", "is_playing", "position_ms", "position_at",
    "track_ends_at", "version",
)  # fmt: skip

LOOKED_AT_ONCE = 50
ACTIONS = ("play", "pause", "seek", "next", "previous", "jump")
SECOND_THOUGHT_MS = 3_000
"""`previous` starts the track again, unless it has only just begun."""


@transaction.atomic
def control(
    *,
    party_id: UUID,
    user: User,
    action: str,
    version: int,
    position_ms: int | None = None,
    item_id: UUID | None = None,
) -> Party:
    """One of `ACTIONS`, by the host or a DJ who saw ``version``. ``position_ms`` is for seek, ``item_id`` for jump.

    Raises StateMoved with the present state for any other version, NothingToPlay, EntryNotFound.
    """
    party, _ = locked_party(party_id, user, Role.HOST, Role.DJ)
    now = timezone.now()
    load_current(party)
    catch_up(party, now)
    if version != party.version:
        raise StateMoved(extra={"state": shown(party.state())})
    _carry_out(party, now, action, position_ms, item_id)
    save_state(party)
    return party


def _carry_out(party: Party, now: datetime, action: str, position_ms: int | None, item_id: UUID | None) -> None:
    if action == "jump":
        entry = party.items.with_tracks().filter(pk=item_id).first() if item_id else None
        if entry is None:
            raise EntryNotFound
        start(party, entry, party.items.filter(sort_key__lt=entry.sort_key).count(), now)
    elif action == "next":
        go_on(party, now)
    elif action == "previous":
        _go_back(party, now)
    elif party.current_item_id is None:
        if action != "play":
            raise NothingToPlay
        go_on(party, now)
    else:
        place = party.position_now(now) if position_ms is None or action != "seek" else position_ms
        _put(party, now, place, is_playing=party.is_playing if action == "seek" else action == "play")


def go_on(party: Party, now: datetime) -> None:
    """Start the next entry; after the last one playing ends. Raises NothingToPlay where nothing played either."""
    entry = party.upcoming().with_tracks().first()
    if entry is None and party.current_item_id is None:
        raise NothingToPlay
    if entry is None:
        run_out(party, now)
    else:
        start(party, entry, party.current_position + (party.current_item_id is not None), now)


def start(party: Party, entry: PartyEntry, position: int, at: datetime) -> None:
    """Make the entry, which has its track loaded, the current one as of ``at``."""
    close_current(party, at)
    party.current_item, party.current_key, party.current_position = entry, entry.sort_key, position
    party.started_at = at
    _put(party, at, 0, is_playing=True)


def run_out(party: Party, at: datetime) -> None:
    """Nothing is left to play. What is added later comes next."""
    close_current(party, at)
    party.current_key += 1
    party.current_position += party.current_item_id is not None
    party.current_item = party.started_at = None
    _put(party, at, 0, is_playing=False)


def close_current(party: Party, at: datetime) -> None:
    """The current entry is over: those who are there have heard it. Its votes to skip are over too."""
    if party.current_item is None or party.started_at is None:
        return
    played = min(party.position_now(at), int((at - party.started_at).total_seconds() * 1000))
    record_later(party, Heard(party.current_item, party.started_at, at, max(0, played)))
    PartyVote.objects.filter(entry=party.current_item_id, is_skip=True).delete()


def catch_up(party: Party, now: datetime) -> bool:
    """Let tracks that are over be followed, each at the moment its forerunner ended; whether any was.

    The party is locked and its current entry loaded. Saving and telling is left to the caller.
    """
    was = party.version
    while party.track_ends_at is not None and party.track_ends_at <= now:
        coming = list(party.upcoming().with_tracks()[:LOOKED_AT_ONCE])
        for entry in coming:
            if party.track_ends_at is None or party.track_ends_at > now:
                break
            start(party, entry, party.current_position + (party.current_item_id is not None), party.track_ends_at)
        if not coming and party.track_ends_at is not None:
            run_out(party, party.track_ends_at)
    return party.version != was


def save_state(party: Party) -> None:
    party.save(update_fields=STATE)
    tell_state(party)


def load_current(party: Party) -> Party:
    """Of a locked party, whose entries nobody else can change meanwhile."""
    if party.current_item_id is not None:
        party.current_item = party.items.with_tracks().get(pk=party.current_item_id)
    return party


def caught_up(party: Party) -> Party:
    """The party as it is now, for reading; its current entry is loaded."""
    if party.track_ends_at is None or party.track_ends_at > timezone.now():
        return party
    moved = move_on(party.pk)
    return party if moved is None else moved


@transaction.atomic
def move_on(party_id: UUID) -> Party | None:
    """Store and tell that a track is over, if one is. None when the party has ended."""
    party = Party.objects.locked(party_id)
    if party is None:
        return None
    load_current(party)
    if catch_up(party, timezone.now()):
        save_state(party)
    return party


def due(now: datetime, *, most: int = 200) -> list[tuple[UUID, datetime]]:
    """Parties of which a track is over by ``now``, and when."""
    found = Party.objects.open().filter(track_ends_at__lte=now).order_by("track_ends_at")
    rows: Any = found.values_list("pk", "track_ends_at")[:most]
    return list(rows)


def _go_back(party: Party, now: datetime) -> None:
    """To the entry before, or to the beginning of this one."""
    entry = party.heard().with_tracks().first()
    if entry is None and party.current_item is None:
        raise NothingToPlay
    if entry is None or (party.current_item is not None and party.position_now(now) > SECOND_THOUGHT_MS):
        _put(party, now, 0, is_playing=party.is_playing)
    else:
        start(party, entry, party.current_position - 1, now)


def _put(party: Party, at: datetime, position_ms: int, *, is_playing: bool) -> None:
    length = party.length_ms()
    party.position_ms = min(position_ms, length) if party.current_item_id is not None else 0
    party.is_playing = is_playing
    party.position_at = at
    party.track_ends_at = at + timedelta(milliseconds=length - party.position_ms) if is_playing else None
    party.version += 1
