"""Where entries stand: sort keys with wide gaps, so that adding, removing and moving touch one row.

Every function here expects the playlist's row to be locked by the caller.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Max, Min

from playlists.models import Playlist, PlaylistTrack

GAP = 2**32
"""Between neighbours that were appended: 32 moves into the same gap before a renumbering."""


def key_after_last(playlist: Playlist) -> int:
    last = playlist.entries.aggregate(last=Max("sort_key"))["last"]
    return GAP if last is None else last + GAP


def key_for_place(entry: PlaylistTrack, position: int) -> int:
    """The key with which ``entry`` stands at the 0-based ``position``; renumbers the playlist when there is no gap."""
    before, after = _neighbours(entry, position)
    if before is not None and after is not None and after - before < 2:
        renumber(entry.playlist_id)
        before, after = _neighbours(entry, position)
    if before is None:
        return GAP if after is None else after - GAP
    return before + GAP if after is None else (before + after) // 2


def _neighbours(entry: PlaylistTrack, position: int) -> tuple[int | None, int | None]:
    """Keys of those that will stand before and after; None beyond an end."""
    others = PlaylistTrack.objects.filter(playlist_id=entry.playlist_id).exclude(pk=entry.pk).in_order()
    keys = list(others.values_list("sort_key", flat=True)[max(0, position - 1) : position + 1])
    if position == 0:
        return None, keys[0] if keys else None
    return keys[0], keys[1] if len(keys) == 2 else None


def renumber(playlist_id: UUID) -> None:
    """Give all entries wide gaps again, in one statement.

    The new keys lie wholly below or wholly above the old ones: the unique key is checked row by row.
    """
    bounds = PlaylistTrack.objects.filter(playlist_id=playlist_id).aggregate(low=Min("sort_key"), high=Max("sort_key"))
    count = PlaylistTrack.objects.filter(playlist_id=playlist_id).count()
    start = 0 if bounds["low"] > (count + 1) * GAP else bounds["high"]
    table = connection.ops.quote_name(PlaylistTrack._meta.db_table)
    # The ORM has no UPDATE ... FROM; this form is PostgreSQL's and, since 3.33, SQLite's.
    statement = (
        f"UPDATE {table} SET sort_key = numbered.ordinal * %s + %s FROM ("  # noqa: S608  (a name of ours)
        f"SELECT id, ROW_NUMBER() OVER (ORDER BY sort_key) AS ordinal FROM {table} WHERE playlist_id = %s"
        f") AS numbered WHERE {table}.id = numbered.id"
    )
    key = Playlist._meta.pk.get_db_prep_value(playlist_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, [GAP, start, key])
