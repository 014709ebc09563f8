"""Triggers that mark every change of an activity for the roll-up, whatever makes it: a service, a cascade, a
hand-written
statement. A change and its mark are one transaction. So are tracks marked that get another artist, album or
genre.

They are made after all migrations, and on SQLite taken away before them, where a table is changed by making it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import AppConfig
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_RELEVANT = ("user_id", "track_id", "action", "timestamp", "played_ms", "context", "recommendation")
_MARK = "INSERT INTO analytics_rollupmark (user_id, moment, weight) VALUES ({row}.user_id, {row}.timestamp, 1);"
_OLD, _NEW = _MARK.format(row="OLD"), _MARK.format(row="NEW")

# A row is compared in the functions, not in a WHEN: a column that a trigger names could never change its type.
_FUNCTIONS: Final = {
    "activity": f"""
      IF current_setting('playpod.unmarked', true) = 'on' THEN RETURN NULL; END IF;
      IF TG_OP = 'INSERT' THEN {_NEW} RETURN NULL; END IF;
      IF TG_OP = 'DELETE' THEN {_OLD} RETURN NULL; END IF;
      IF ({", ".join(f"NEW.{each}" for each in _RELEVANT)})
          IS NOT DISTINCT FROM ({", ".join(f"OLD.{each}" for each in _RELEVANT)}) THEN RETURN NULL; END IF;
      {_OLD}
      IF (NEW.user_id, NEW.timestamp) IS DISTINCT FROM (OLD.user_id, OLD.timestamp) THEN {_NEW} END IF;
      RETURN NULL;""",
    "track": """
      IF (NEW.artist_id, NEW.genre_id, NEW.album_id) IS DISTINCT FROM (OLD.artist_id, OLD.genre_id, OLD.album_id) THEN
        INSERT INTO analytics_rolluptrackmark (track_id) VALUES (NEW.id);
      END IF;
      RETURN NULL;""",
    "album": """
      IF NEW.genre_id IS DISTINCT FROM OLD.genre_id THEN
        INSERT INTO analytics_rolluptrackmark (track_id)
        SELECT id FROM catalogue_track WHERE album_id = NEW.id AND genre_id IS NULL;
      END IF;
      RETURN NULL;""",
}
_EVENTS: Final = {
    "activity": "INSERT OR UPDATE OR DELETE ON analytics_activity",
    "track": "UPDATE ON catalogue_track",
    "album": "UPDATE ON catalogue_album",
}
_CHANGED = " OR ".join(f"NEW.{each} IS NOT OLD.{each}" for each in _RELEVANT)
_SQLITE: Final = {
    "activity_added": f"INSERT ON analytics_activity BEGIN {_NEW} END",
    "activity_changed": f"UPDATE ON analytics_activity WHEN {_CHANGED} BEGIN {_OLD} {_NEW} END",
    "activity_deleted": f"DELETE ON analytics_activity BEGIN {_OLD} END",
    "track_changed": (
        "UPDATE ON catalogue_track WHEN NEW.artist_id IS NOT OLD.artist_id OR NEW.genre_id IS NOT OLD.genre_id "
        "OR NEW.album_id IS NOT OLD.album_id "
        "BEGIN INSERT INTO analytics_rolluptrackmark (track_id) VALUES (NEW.id); END"
    ),
    "album_changed": (
        "UPDATE ON catalogue_album WHEN NEW.genre_id IS NOT OLD.genre_id "
        "BEGIN INSERT INTO analytics_rolluptrackmark (track_id) "
        "SELECT id FROM catalogue_track WHERE album_id = NEW.id AND genre_id IS NULL; END"
    ),
}


def make_triggers(sender: AppConfig, using: str, **event: Any) -> None:
    """After migrations. Does nothing while the tables are not there."""
    database = connections[using]
    if "analytics_rolluptrackmark" not in database.introspection.table_names():
        return
    with transaction.atomic(using=using), database.cursor() as cursor:
        for statement in _statements(database):
            cursor.execute(statement)


def _statements(database: BaseDatabaseWrapper) -> Iterator[str]:
    """What makes those that are not there, or not as they would be made now."""
    if database.vendor != "postgresql":
        for name, body in _SQLITE.items():
            yield f"CREATE TRIGGER IF NOT EXISTS analytics_{name} AFTER {body}"
        return
    there = _functions_of_triggers(database)
    for name, events in _EVENTS.items():
        trigger = f"analytics_{name}_mark"
        body = f"BEGIN {_FUNCTIONS[name]} END"
        if there.get(trigger) != body:
            table = events.rpartition(" ")[2]
            yield f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            yield f"DROP TRIGGER IF EXISTS {trigger} ON {table}"
            yield f"CREATE TRIGGER {trigger} AFTER {events} FOR EACH ROW EXECUTE FUNCTION {trigger}()"


def take_triggers_away(sender: AppConfig, using: str, **event: Any) -> None:
    """Before migrations."""
    database = connections[using]
    if database.vendor != "postgresql":
        with database.cursor() as cursor:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS analytics_{name}")


@contextmanager
def paused() -> Iterator[None]:
    """No marks for what this connection changes: to move rows about, or to load millions that are to be rolled up by
    `rebuild_rollups`. On PostgreSQL only."""
    if connection.vendor != "postgresql":
        yield
        return
    _set_unmarked("on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set_unmarked("off")


def _set_unmarked(value: str) -> None:
    with connection.cursor() as cursor:
        # Of the transaction only, where there is one: its end takes it back, whatever ends it.
        cursor.execute("SELECT set_config('playpod.unmarked', %s, %s)", [value, connection.in_atomic_block])


def _functions_of_triggers(database: BaseDatabaseWrapper) -> dict[str, str]:
    """The bodies, by the names."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgname LIKE 'analytics\\_%\\_mark' AND t.tgparentid = 0"
        )
        return dict(cursor.fetchall())
