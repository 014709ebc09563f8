"""Listens: a track that became current, from its beginning until something else did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from analytics.acceptance import count_recommended
from analytics.models import Activity
from analytics.privacy import insert_unless_private
from analytics.scrobbling.announcing import announce_later
from analytics.scrobbling.outbox import enlist
from catalogue.models import Track
from catalogue.related import learn_later

_END: Final = (
    f"UPDATE {Activity._meta.db_table} SET ended_at = %s, played_ms = %s, action = %s "  # noqa: S608  # our own name
    "WHERE id = %s AND ended_at IS NULL"
)

SKIPPED_UNDER_MS = 30_000
"""A listen shorter than this, and shorter than half of its track, is a skip."""

LONGEST_MS = 24 * 60 * 60 * 1000
"""No listen is longer than a day, whatever a client says."""


def record_listen(
    *,
    user: User,
    track: Track,
    source: Activity.Source,
    context: UUID | None = None,
    recommendation: UUID | None = None,
    is_sent: bool = True,
) -> Activity | None:
    """A listen that begins now, written in the caller's transaction; None in a private session.

    Once that is committed, what goes well with the track's artist is learned in the background. ``is_sent`` False: the
    caller knows that the listener has linked no service that hears of it (`listens_are_sent`), so nobody has to ask.
    """
    listen = Activity(
        user=user,
        track=track,
        action=Activity.Action.PLAY,
        source=source,
        context=context,
        recommendation=recommendation,
    )
    if not insert_unless_private(listen, user):
        return None
    # Robust: the listener's move has been made by then, and must not be answered with an error.
    transaction.on_commit(lambda: learn_later([track]), robust=True)
    if is_sent:
        announce_later(user, track)
    return listen


def close_listen(listen: Activity, *, played_ms: int | None = None, is_sent: bool = True) -> None:
    """End a listen; one that has ended already stays as it is.

    ``played_ms`` is how much the client says was heard. Without it the time since the beginning counts, up to the
    length of the track. ``is_sent`` is as with `record_listen`.
    """
    listen.ended_at = timezone.now()
    duration_ms = listen.track.duration * 1000  # 0 while unknown
    if played_ms is None:
        since = (listen.ended_at - listen.timestamp).total_seconds()
        played_ms = min(round(since * 1000), duration_ms or LONGEST_MS)
    listen.played_ms = max(0, min(played_ms, LONGEST_MS))
    if _is_skip(listen.played_ms, duration_ms):
        listen.action = Activity.Action.SKIP
    with transaction.atomic(savepoint=False):
        # By a condition rather than save(): the listener may have deleted it from their history meanwhile.
        if not _end(listen):
            return
        count_recommended([listen])
        if is_sent:
            enlist([listen])


def _end(listen: Activity) -> bool:
    """False when it has ended before, or is gone."""
    names = ("ended_at", "played_ms", "action", "id")
    fields: list[Any] = [Activity._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(listen, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_END, values)
        return bool(cursor.rowcount)


def settled(activity: Activity) -> Activity:
    """A listen that somebody reports when it is over: what was heard of it, and whether that was too little to count.

    A play without ``played_ms`` was heard to the end, so far as the track's length is known.
    """
    if activity.action not in (Activity.Action.PLAY, Activity.Action.SKIP):
        activity.played_ms = None
        return activity
    duration_ms = activity.track.duration * 1000
    if activity.played_ms is None and activity.action == Activity.Action.PLAY:
        activity.played_ms = duration_ms or None
    elif activity.played_ms is not None:
        activity.played_ms = max(0, min(activity.played_ms, LONGEST_MS))
        if _is_skip(activity.played_ms, duration_ms):
            activity.action = Activity.Action.SKIP
    activity.ended_at = activity.timestamp + timedelta(milliseconds=activity.played_ms or 0)
    return activity


def _is_skip(played_ms: int, duration_ms: int) -> bool:
    under_half = duration_ms == 0 or played_ms * 2 < duration_ms
    return played_ms < SKIPPED_UNDER_MS and under_half
