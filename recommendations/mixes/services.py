"""Recommended playlists: made when they are first looked at, the same until their day or week is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from analytics.settings import today_of
from playlists.models import Playlist
from playlists.services import append_tracks, create_playlist
from recommendations.errors import MixEmpty, MixNotFound
from recommendations.filters import playable
from recommendations.lists import locked
from recommendations.mixes.basis import LEAST, Basis
from recommendations.mixes.making import KINDS, Draft
from recommendations.models import Mix, MixTrack
from recommendations.wishes import wishes_of

FORGOTTEN_AFTER = timedelta(days=7)
WEEKLY = {Mix.Kind.DISCOVER_WEEKLY}
_ORDER = list(Mix.Kind)
_WAITING = {
    Mix.Kind.DAILY_MOOD: ("Your Daily Mood", "Comes as soon as there is some music to choose from."),
    Mix.Kind.DISCOVER_WEEKLY: ("Discover Weekly", "Comes as soon as there is music that you have not heard yet."),
    Mix.Kind.ON_REPEAT: ("On repeat", f"Comes when you have played {LEAST} tracks more than once within 30 days."),
    Mix.Kind.NEW_RELEASES: (
        "New releases for you",
        f"Comes when there are {LEAST} new tracks by artists whom you play, or in genres of yours.",
    ),
}


def mixes_of(user: User) -> list[Mix]:
    """The listener's mixes of today, made now where there are none. Not to be called inside a transaction.

    A kind for which there is too little yet has none, and is tried again the next time.
    """
    day = today_of(user)
    there = _stored(user, day)
    missing = [kind for kind in KINDS if kind not in {mix.kind for mix in there}]
    if not missing:
        return there
    basis = Basis.of(user, day)
    for kind in missing:
        drafts = [draft for draft in KINDS[kind](basis) if len(draft.tracks) >= LEAST]
        if drafts:
            _store(user, kind, day, drafts)
    return _stored(user, day)


def still_missing(user: User, mixes: Iterable[Mix]) -> list[Mix]:
    """For each kind that has no mix yet one that is not stored, and says what it takes."""
    day, there = today_of(user), {mix.kind for mix in mixes}
    return [
        Mix(user=user, kind=kind, name=name, description=needs, begins=day, ends=day + timedelta(days=1))
        for kind, (name, needs) in _WAITING.items()
        if kind not in there
    ]


def find_mix(*, user: User, mix_id: UUID) -> Mix:
    """Raises MixNotFound. One that ended lately can still be read: somebody may have it open."""
    mix = Mix.objects.visible_to(user).filter(pk=mix_id).first()
    if mix is None:
        raise MixNotFound
    return mix


def entries_of(user: User, mixes: Iterable[Mix]) -> Mapping[UUID, Sequence[MixTrack]]:
    """By mix, what of it may still be played to the listener, with the tracks; two statements."""
    wishes = wishes_of(user)
    rows = MixTrack.objects.filter(mix__in=list(mixes), track__in=playable().select_related(None))
    found: dict[UUID, list[MixTrack]] = defaultdict(list)
    for row in rows.select_related("track__artist", "track__album").order_by("position"):
        if wishes.permits(row.track):
            found[row.mix_id].append(row)
    return found


@transaction.atomic
def save_mix(*, user: User, mix: Mix, name: str) -> Playlist:
    """A playlist of the listener's with the mix's tracks; an empty ``name`` is the mix's. Raises MixEmpty."""
    entries = entries_of(user, [mix])[mix.pk] if mix.pk else []
    if not entries:
        raise MixEmpty
    playlist = create_playlist(owner=user, name=name or mix.name, description=mix.description)
    append_tracks(playlist=playlist, tracks=[entry.track for entry in entries], by=user)
    return playlist


def _stored(user: User, day: date) -> list[Mix]:
    rows = Mix.objects.visible_to(user).filter(begins__lte=day, ends__gt=day)
    return sorted(rows, key=lambda mix: (_ORDER.index(Mix.Kind(mix.kind)), mix.number))


@transaction.atomic
def _store(user: User, kind: str, day: date, drafts: Sequence[Draft]) -> None:
    """Nothing, when another request has just done it."""
    if not locked(user) or Mix.objects.visible_to(user).filter(kind=kind, begins__lte=day, ends__gt=day).exists():
        return
    Mix.objects.visible_to(user).filter(kind=kind, ends__lt=day - FORGOTTEN_AFTER).delete()
    begins, ends = (day, day + timedelta(days=1))
    if kind in WEEKLY:
        begins = day - timedelta(days=day.weekday())
        ends = begins + timedelta(days=7)
    mixes = Mix.objects.bulk_create(
        Mix(
            user=user,
            kind=kind,
            number=number,
            name=draft.name,
            description=draft.description,
            begins=begins,
            ends=ends,
            track_count=len(draft.tracks),
        )
        for number, draft in enumerate(drafts)
    )
    MixTrack.objects.bulk_create(
        MixTrack(mix=mix, track=each.track, position=position, source=each.source, reason=each.reason)
        for mix, draft in zip(mixes, drafts, strict=True)
        for position, each in enumerate(draft.tracks)
    )
