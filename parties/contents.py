"""Changes of what stands in a party's queue: by host and DJs, and by guests where the host lets them add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.errors import CatalogueUnavailable, TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_tracks
from catalogue.models import Track
from parties.errors import NotYourRole, PartyNotFound
from parties.gates import Role, locked_party
from parties.models import Party, PartyEntry
from parties.playing import catch_up, load_current, run_out, save_state
from parties.telling import tell_queue
from playqueue.errors import EntryNotFound
from playqueue.ordering import append, check_position, insert_next, move, remove

LINE = ("current_item", "current_key", "current_position", "track_count", "queue_version")
ADDED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Added:
    """``position`` is of the first one."""

    entries: list[PartyEntry]
    position: int


def add_tracks(*, party_id: UUID, user: User, track_ids: Sequence[CatalogueId], after_current: bool = False) -> Added:
    """Add tracks at the end or, by host and DJs, right after the current one. All of them or none.

    Raises PartyNotFound, NotYourRole, QueueFull, TrackNotFound, CatalogueUnavailable.
    """
    if not Party.objects.visible_to(user).filter(pk=party_id).exists():
        raise PartyNotFound
    tracks = _found(track_ids)
    with transaction.atomic():
        party, member = locked_party(party_id, user)
        role = party.role_of(member)
        if role == Role.GUEST and (after_current or not party.guests_may_add):
            raise NotYourRole
        keep_up(party)
        position = party.track_count
        if after_current:
            made = [insert_next(party, track.pk, added_by=user) for track in reversed(tracks)]
            entries, position = [entry for entry, _ in reversed(made)], made[-1][1]
        else:
            entries = append(party, [track.pk for track in tracks], added_by=user)
        save_line(party)
    for entry, track in zip(entries, tracks, strict=True):
        entry.track = track
    return Added(entries, position)


@transaction.atomic
def remove_entry(*, party_id: UUID, user: User, item_id: UUID) -> None:
    """By host and DJs, and of what they added themselves by guests. The current one stops playing.

    Raises PartyNotFound, EntryNotFound, NotYourRole.
    """
    party, member = locked_party(party_id, user)
    keep_up(party)
    entry = find_entry(party, item_id)
    if party.role_of(member) == Role.GUEST and entry.added_by_id != user.pk:
        raise NotYourRole
    if entry.pk == party.current_item_id:
        key, position = party.current_key, party.current_position
        run_out(party, timezone.now())
        # The one that followed is the next to play.
        party.current_key, party.current_position = key, position
        save_state(party)
    remove(party, entry)
    save_line(party)


@transaction.atomic
def move_entry(*, party_id: UUID, user: User, item_id: UUID, position: int) -> PartyEntry:
    """By host and DJs. Raises PartyNotFound, EntryNotFound, NotYourRole, and refuses moves past the end."""
    party, _ = locked_party(party_id, user, Role.HOST, Role.DJ)
    keep_up(party)
    entry = find_entry(party, item_id)
    check_position(party.track_count, position)
    move(party, entry, position)
    save_line(party)
    return entry


def save_line(party: Party) -> None:
    """Store what `playqueue.ordering` changed on the party, and tell it."""
    party.queue_version += 1
    party.save(update_fields=LINE)
    tell_queue(party)


def keep_up(party: Party) -> None:
    """A track that is over is followed first: what is added or moved goes by what plays now."""
    load_current(party)
    if catch_up(party, timezone.now()):
        save_state(party)


def _found(track_ids: Sequence[CatalogueId]) -> list[Track]:
    looked_up = find_tracks(track_ids)
    if looked_up.missing:
        raise TrackNotFound
    if looked_up.unavailable:
        raise CatalogueUnavailable(looked_up.retry_after)
    return [looked_up.found[each] for each in track_ids]


def find_entry(party: Party, item_id: UUID) -> PartyEntry:
    entry = party.items.filter(pk=item_id).first()
    if entry is None:
        raise EntryNotFound
    return entry
