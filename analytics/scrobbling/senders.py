"""How each service is told: what a scrobble becomes on its wire, and what its answer means for the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from analytics.scrobbling.models import Scrobble
from integrations.budget import Budget
from integrations.lastfm.client import BATCH as LASTFM_BATCH
from integrations.lastfm.codes import DAILY_LIMIT
from integrations.lastfm.configured import lastfm
from integrations.lastfm.records import LastfmListen, Verdict
from integrations.links.models import Service
from integrations.listenbrainz.client import BATCH as BRAINZ_BATCH
from integrations.listenbrainz.configured import listenbrainz
from integrations.listenbrainz.records import BrainzListen

LIMIT_SECONDS: Final = 6 * 60 * 60.0
"""Pause after a listener's daily limit was reached."""

_DROPPED_FOR: Final = {
    1: Scrobble.Reason.ARTIST_IGNORED,
    2: Scrobble.Reason.TRACK_IGNORED,
    3: Scrobble.Reason.TOO_OLD,
    4: Scrobble.Reason.TOO_NEW,
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one scrobble: sent; dropped, with ``reason``; or, ``later``, neither yet."""

    reason: str = ""
    detail: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """In the order of what was sent. Nothing more is to be sent for ``pause`` seconds."""

    fates: list[Fate]
    pause: float = 0.0


class Sender(Protocol):
    """Both calls raise what the service's client raises."""

    batch: int
    oldest: timedelta | None
    """Older ones are not taken."""

    def send(self, token: str, scrobbles: Sequence[Scrobble], *, budget: Budget) -> Delivery: ...

    def announce(self, token: str, scrobble: Scrobble, *, budget: Budget) -> None:
        """What plays now; of ``scrobble`` only what it says of the track is used."""
        ...


class LastfmSender:
    batch: int = LASTFM_BATCH
    oldest: timedelta | None = timedelta(days=14)

    def send(self, token: str, scrobbles: Sequence[Scrobble], *, budget: Budget) -> Delivery:
        verdicts = lastfm().scrobble(token, [_to_lastfm(each) for each in scrobbles], budget=budget)
        limited = any(verdict.ignored == DAILY_LIMIT for verdict in verdicts)
        return Delivery([_fate(verdict) for verdict in verdicts], LIMIT_SECONDS if limited else 0.0)

    def announce(self, token: str, scrobble: Scrobble, *, budget: Budget) -> None:
        lastfm().now_playing(token, _to_lastfm(scrobble), budget=budget)


class ListenBrainzSender:
    batch: int = BRAINZ_BATCH
    oldest: timedelta | None = None

    def send(self, token: str, scrobbles: Sequence[Scrobble], *, budget: Budget) -> Delivery:
        allowance = listenbrainz().submit(token, [_to_brainz(each, timed=True) for each in scrobbles], budget=budget)
        return Delivery([Fate()] * len(scrobbles), allowance.pause)

    def announce(self, token: str, scrobble: Scrobble, *, budget: Budget) -> None:
        listenbrainz().now_playing(token, _to_brainz(scrobble, timed=False), budget=budget)


SENDERS: Final[Mapping[str, Sender]] = {Service.LASTFM: LastfmSender(), Service.LISTENBRAINZ: ListenBrainzSender()}


def _fate(verdict: Verdict) -> Fate:
    if verdict.ignored == 0:
        return Fate()
    if verdict.ignored == DAILY_LIMIT:
        return Fate(later=True)
    return Fate(_DROPPED_FOR.get(verdict.ignored, Scrobble.Reason.REFUSED), verdict.message)


def _to_lastfm(scrobble: Scrobble) -> LastfmListen:
    return LastfmListen(
        artist=scrobble.artist,
        track=scrobble.title,
        listened_at=int(scrobble.listened_at.timestamp()),
        album=scrobble.album,
        album_artist=scrobble.album_artist,
        track_number=scrobble.track_number,
        duration=scrobble.duration,
    )


def _to_brainz(scrobble: Scrobble, *, timed: bool) -> BrainzListen:
    return BrainzListen(
        artist=scrobble.artist,
        track=scrobble.title,
        listened_at=int(scrobble.listened_at.timestamp()) if timed else 0,
        release=scrobble.album,
        duration_ms=scrobble.duration * 1000,
        isrc=scrobble.isrc,
        track_number=scrobble.track_number,
    )
