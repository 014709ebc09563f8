"""Smart shuffle: every track of a playlist once per round, in an order of the listener's own.

A round is dealt as one row per track; handing out a track touches one of them. Everything happens under the lock of the
listener's shuffle row, so that parallel calls never hand out the same track.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from accounts.models import User
from catalogue.models import Track
from playlists.errors import PlaylistEmpty
from playlists.models import Playlist, PlaylistTrack, Shuffle, ShuffleCard
from playlists.ordering import GAP
from playlists.permutation import HELD_BACK, Candidate, permutation

LOOK_AHEAD = 8
"""Cards looked at for another artist than the last: tracks that joined or left may have brought two together."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """``entry`` is loaded with track, artist and album; ``remaining`` is what the round has yet to hand out."""

    entry: PlaylistTrack
    remaining: int
    round: int

    @property
    def id(self) -> UUID:
        return self.entry.pk

    @property
    def track(self) -> Track:
        return self.entry.track


@transaction.atomic
def hand_out_next(*, user: User, playlist: Playlist) -> HandedOut:
    """``playlist`` as it was just read: what has joined or left since is noticed by the next call.

    Raises `PlaylistEmpty`, and `PlaylistNotFound` when the playlist was deleted meanwhile.
    """
    shuffle = _locked(user, playlist)
    if shuffle.round:
        _let_join(shuffle, playlist)
        _let_leave(shuffle, playlist)
    card = _next_card(shuffle)
    if card is None:
        _begin_round(shuffle, playlist)
        card = _next_card(shuffle)
    if card is None:
        raise PlaylistEmpty
    _take(shuffle, card)
    return HandedOut(entry=card.entry, remaining=shuffle.remaining, round=shuffle.round)


def _locked(user: User, playlist: Playlist) -> Shuffle:
    mine = Shuffle.objects.select_for_update().filter(user=user, playlist=playlist)
    if shuffle := mine.first():
        return shuffle
    # The first call: two of them must not both begin, and the playlist must not vanish under a new shuffle.
    Playlist.objects.locked(playlist.pk)
    return mine.first() or Shuffle.objects.create(user=user, playlist=playlist)


def _next_card(shuffle: Shuffle) -> ShuffleCard | None:
    # At the beginning of a later round strictly in order: what was heard last must not come forward.
    is_beginning = shuffle.round > 1 and shuffle.handed_out < HELD_BACK
    upcoming = list(shuffle.cards.with_tracks().rest()[: 1 if is_beginning else LOOK_AHEAD])
    others = (card for card in upcoming if card.entry.track.artist_id != shuffle.last_artist_id)
    return next(others, upcoming[0] if upcoming else None)


def _take(shuffle: Shuffle, card: ShuffleCard) -> None:
    shuffle.handed_out += 1
    shuffle.remaining -= 1
    shuffle.last_artist_id = card.entry.track.artist_id
    shuffle.save()
    card.turn = shuffle.handed_out
    card.save(update_fields=["turn"])


def _begin_round(shuffle: Shuffle, playlist: Playlist) -> None:
    shuffle.cards.of_removed_entries().delete()
    heard = list(shuffle.cards.handed_out().values_list("entry_id", flat=True)[:HELD_BACK])
    shuffle.cards.all().delete()
    shuffle.round += 1
    shuffle.handed_out = 0
    shuffle.left_until = playlist.removed_total
    candidates = _candidates(shuffle, after_serial=-1)
    rng = Random(f"{shuffle.pk}:{shuffle.round}")  # noqa: S311  (an order of play, no secret)
    order = permutation(candidates, rng=rng, heard=heard, after=shuffle.last_artist_id)
    shuffle.remaining = len(order)
    _deal(shuffle, {candidate: place * GAP for place, candidate in enumerate(order, start=1)})


def _let_join(shuffle: Shuffle, playlist: Playlist) -> None:
    """Tracks added since the last call join the rest, each at a random place."""
    if playlist.last_serial <= shuffle.joined_until:
        return
    rng = Random(f"{shuffle.pk}:{shuffle.round}:{shuffle.joined_until}")  # noqa: S311  (an order of play)
    newcomers = _candidates(shuffle, after_serial=shuffle.joined_until)
    rest = shuffle.cards.filter(turn=None).aggregate(first=Min("place"), last=Max("place"))
    first, last = rest["first"] or 0, (rest["last"] or 0) + GAP
    shuffle.remaining += len(newcomers)
    _deal(shuffle, {candidate: rng.randrange(first, last) for candidate in newcomers})


def _let_leave(shuffle: Shuffle, playlist: Playlist) -> None:
    """Cards of tracks removed since the last call are thrown away."""
    if playlist.removed_total <= shuffle.left_until:
        return
    shuffle.left_until = playlist.removed_total
    shuffle.cards.of_removed_entries().delete()
    shuffle.remaining = shuffle.cards.filter(turn=None).count()


def _candidates(shuffle: Shuffle, *, after_serial: int) -> list[Candidate]:
    """Entries with a later serial. Serials are given under the playlist's lock, so none below a seen one is to come."""
    entries = PlaylistTrack.objects.filter(playlist_id=shuffle.playlist_id, serial__gt=after_serial).order_by("serial")
    rows = list(entries.values_list("pk", "track__artist_id", "serial"))
    if rows:
        shuffle.joined_until = rows[-1][2]
    return [Candidate(entry_id=pk, artist_id=artist_id) for pk, artist_id, _ in rows]


def _deal(shuffle: Shuffle, places: dict[Candidate, int]) -> None:
    ShuffleCard.objects.bulk_create(
        ShuffleCard(shuffle=shuffle, entry_id=candidate.entry_id, place=place) for candidate, place in places.items()
    )
