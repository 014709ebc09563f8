"""Which listens other services are to hear of. They are put down in the transaction that ends the listen.

The rule is Last.fm's (last.fm/api/scrobbling) and ListenBrainz': a track longer than 30 s, heard for half its length
or 4 minutes, whichever comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists
from django.utils import timezone

from analytics.models import Activity
from analytics.privacy import is_private_session
from analytics.scrobbling.models import Outlet, Scrobble
from catalogue.models import Track
from config.jobs.services import enqueue_each
from integrations.links.models import LinkedAccount, Service

LONGER_THAN_S: Final = 30
ENOUGH_MS: Final = 4 * 60 * 1000
SERVICES: Final = (Service.LASTFM, Service.LISTENBRAINZ)
FLUSH: Final = "scrobbling.flush"

_OUR_OWN: Final = (Activity.Source.QUEUE, Activity.Source.RADIO, Activity.Source.CLIENT)
"""What other players scrobbled, or services exported, does not go back to where it came from."""


def enlist(listens: Sequence[Activity]) -> None:
    """Put down those of these listens, which have just ended, that count. Twice is once.

    Must be called inside the transaction that ends them. One statement for listeners who have linked nothing.
    """
    played = [each for each in listens if each.action == Activity.Action.PLAY and each.source in _OUR_OWN]
    outlets = _outlets({each.user_id for each in played}) if played else {}
    played = [each for each in played if each.user_id in outlets]
    if not played:
        return
    tracks = Track.objects.select_related("artist", "album__artist").in_bulk({each.track_id for each in played})
    rows = [
        _row(link, each, tracks[each.track_id])
        for each in played
        if each.track_id in tracks and heard_enough(each.played_ms, tracks[each.track_id].duration)
        for link in outlets[each.user_id]
    ]
    Scrobble.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    _flush_soon({row.link_id for row in rows})


def listens_are_sent(user_id: UUID) -> Exists:
    """Whether the listener has linked a service that hears of their listens."""
    return Exists(LinkedAccount.objects.filter(user_id=user_id, service__in=SERVICES))


def heard_enough(played_ms: int | None, duration_s: int) -> bool:
    """``duration_s`` 0: unknown. ``played_ms`` None: whoever says so means the whole track."""
    if played_ms is None:
        played_ms = duration_s * 1000
    if duration_s == 0:
        return played_ms >= ENOUGH_MS
    return duration_s > LONGER_THAN_S and played_ms >= min(duration_s * 500, ENOUGH_MS)


def _outlets(users: set[UUID]) -> dict[UUID, list[LinkedAccount]]:
    """The accounts to send to, by listener. One whose link has ended collects until it is linked again."""
    named = LinkedAccount.objects.filter(user_id__in=users, service__in=SERVICES)
    accounts = list(named.select_related("outlet", "user"))
    new = [Outlet(link=each) for each in accounts if not hasattr(each, "outlet")]
    if new:
        Outlet.objects.bulk_create(new, ignore_conflicts=True)
    private = {user.pk for user in {each.user for each in accounts} if is_private_session(user)}
    found: dict[UUID, list[LinkedAccount]] = {}
    for each in accounts:
        if each.outlet.is_on and each.user_id not in private:
            found.setdefault(each.user_id, []).append(each)
    return found


def _flush_soon(links: Iterable[UUID]) -> None:
    """Of those that may be sent to now; the others are seen to when their pause is over."""
    due = Outlet.objects.due(timezone.now()).filter(pk__in=set(links)).values_list("pk", flat=True)
    flush_each(due)


def flush_each(links: Iterable[UUID]) -> None:
    """Ask for a flush of each, unless one is asked for already."""
    enqueue_each(kind=FLUSH, arguments_by_key={str(link): {"link": str(link)} for link in links})


def scrobble_of(track: Track, *, listened_at: datetime) -> Scrobble:
    """What is said of a track, not yet of whose and to whom, and not stored. Artist and album must be loaded."""
    album = track.album
    return Scrobble(
        listened_at=listened_at,
        artist=track.artist.name,
        title=track.title,
        album=album.title if album else "",
        album_artist=album.artist.name if album and album.artist else "",
        track_id=str(track.catalogue_id),
        track_number=track.track_position or 0,
        duration=track.duration,
        isrc=track.isrc,
    )


def _row(link: LinkedAccount, listen: Activity, track: Track) -> Scrobble:
    row = scrobble_of(track, listened_at=listen.timestamp)
    row.link, row.listen = link, listen.pk
    return row
