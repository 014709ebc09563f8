"""What a feed is made of: the rows themselves, as the reader may see them at this moment. Nothing is copied.

Each source is rows with somebody who did it and a moment. The reader sees the doings of that somebody, which whoever
asks has made sure of; what remains to be looked at is what was done, and to whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from analytics.models import Activity
from config.identifiers import first_at
from playlists.models import Playlist
from social.models import Comment, Follow, PlaylistLike
from social.seeing import doings_seen_by

LISTENS_FOR = timedelta(days=30)
"""How long listens are shown, of those who share them."""

Rows = Any
"""A queryset of one of the models below."""


@dataclass(frozen=True)
class Source:
    """``actor`` and ``at`` are columns of the rows; an index on both makes a listener's latest row cheap to find.
    ``rows`` are those that a reader may see, listens since a moment; ``loaded`` are rows by their keys, with what an
    answer shows. ``needs_sharing``: only of people who share their listens.
    """

    kind: str
    actor: str
    at: str
    rows: Callable[[User, datetime], Rows]
    loaded: Callable[[], Rows]
    needs_sharing: bool = False


def _public(reader: User, playlist: str) -> Q:
    """What everybody reads, by somebody whose doings the reader sees: a feed brings nothing that is only shared."""
    is_public = Q(**{f"{playlist}__is_public": True, f"{playlist}__hidden_at": None})
    return is_public & doings_seen_by(reader, f"{playlist}__owner")


def _published(reader: User, since: datetime) -> Rows:
    return Playlist.objects.filter(is_public=True, hidden_at=None)


def _likes(reader: User, since: datetime) -> Rows:
    return PlaylistLike.objects.filter(_public(reader, "playlist"))


def _comments(reader: User, since: datetime) -> Rows:
    """Without replies, which say little by themselves."""
    about = Q(track__is_hidden=False) | Q(album__is_hidden=False) | _public(reader, "playlist")
    return Comment.objects.filter(about, parent=None, hidden_at=None)


def _follows(reader: User, since: datetime) -> Rows:
    return Follow.objects.accepted().filter(doings_seen_by(reader, "followed"))


def _listens(reader: User, since: datetime) -> Rows:
    """Bounded by the id too: it opens the partitions of two months instead of all (`analytics.partitions`)."""
    first, last = ids_since(since)
    recent = Activity.objects.plays().filter(timestamp__gte=since, pk__gte=first, pk__lt=last)
    return recent.exclude(source=Activity.Source.IMPORT)


def ids_since(since: datetime) -> tuple[UUID, UUID]:
    """Below and above the ids of all listens from then to now: an id may be a little off what it stands for."""
    return first_at(since - timedelta(days=1)), first_at(since + LISTENS_FOR + timedelta(days=1))


SOURCES = (
    Source("comment", "author", "created_at", _comments, Comment.objects.with_subjects),
    Source("follow", "follower", "accepted_at", _follows, lambda: Follow.objects.select_related("followed__profile")),
    Source("like", "user", "created_at", _likes, lambda: PlaylistLike.objects.select_related("playlist__owner")),
    Source("listen", "user", "timestamp", _listens, Activity.objects.with_tracks, needs_sharing=True),
    Source("playlist", "owner", "published_at", _published, Playlist.objects.with_owner),
)
"""In the order of their names, which is that of what happened at the same moment."""

KINDS = tuple(source.kind for source in SOURCES)
