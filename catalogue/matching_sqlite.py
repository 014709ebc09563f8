"""The search index on SQLite: full-text tables over trigrams (FTS5), kept by triggers.

A document is the folded title and artist with a space before and behind each word, so that a trigram with a space in
it is the beginning or the end of a word.
"""

# ruff: noqa: S608  (names of our own tables; whatever anybody typed is a parameter)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

Sql = tuple[str, list[Any]]

KINDS: Final = ("artist", "album", "track")
COMMON: Final = 2000
"""Rows that hold something from which on it is no way to find a few."""
RAREST: Final = 5
"""Trigrams of a word that are looked for: an error spoils four at most."""
CANDIDATES: Final = 300

_BY: Final = "COALESCE((SELECT search_name FROM catalogue_artist WHERE id = {row}.artist_id), '')"
_DOCUMENT: Final = {
    "artist": "' ' || {row}.search_name || ' '",
    "album": "' ' || {row}.search_title || ' ' || " + _BY + " || ' '",
    "track": "' ' || {row}.search_title || ' ' || " + _BY + " || ' '",
}
_CHANGED: Final = {
    "artist": "old.search_name IS NOT new.search_name",
    "album": "old.search_title IS NOT new.search_title OR old.artist_id IS NOT new.artist_id",
    "track": "old.search_title IS NOT new.search_title OR old.artist_id IS NOT new.artist_id",
}


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Raises CommandError when this SQLite cannot do it."""
    try:
        for kind in KINDS:
            _run(connection, f"CREATE VIRTUAL TABLE catalogue_{kind}_text USING fts5(document, tokenize='trigram')")
            _run(
                connection,
                f"CREATE VIRTUAL TABLE catalogue_{kind}_trigrams USING fts5vocab(catalogue_{kind}_text, row)",
            )
    except OperationalError as error:
        raise CommandError(f"PlayPod needs SQLite 3.34 or newer with FTS5 for its search: {error}.") from error


def drop(connection: BaseDatabaseWrapper) -> None:
    drop_triggers(connection)
    for kind in KINDS:
        _run(connection, f"DROP TABLE IF EXISTS catalogue_{kind}_trigrams")
        _run(connection, f"DROP TABLE IF EXISTS catalogue_{kind}_text")


def is_kept(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are there."""
    found = _rows(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s", [_names()[-1]])
    return bool(found[0][0])


def has_tables(connection: BaseDatabaseWrapper) -> bool:
    return bool(_rows(connection, "SELECT 1 FROM sqlite_master WHERE name = 'catalogue_track_text'", []))


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    for kind in KINDS:
        table, text = f"catalogue_{kind}", f"catalogue_{kind}_text"
        document = _DOCUMENT[kind].format(row="new")
        _run(
            connection,
            f"CREATE TRIGGER {text}_insert AFTER INSERT ON {table} BEGIN "
            f"INSERT INTO {text}(rowid, document) VALUES (new.id, {document}); END",
        )
        _run(
            connection,
            f"CREATE TRIGGER {text}_update AFTER UPDATE ON {table} WHEN {_CHANGED[kind]} BEGIN "
            f"UPDATE {text} SET document = {document} WHERE rowid = new.id; END",
        )
        _run(
            connection,
            f"CREATE TRIGGER {text}_delete AFTER DELETE ON {table} BEGIN DELETE FROM {text} WHERE rowid = old.id; END",
        )
    _run(
        connection,
        f"CREATE TRIGGER {_names()[-1]} AFTER UPDATE ON catalogue_artist WHEN {_CHANGED['artist']} BEGIN "
        + _of_artist(),
    )


def _of_artist() -> str:
    """A renamed artist's albums and tracks are found by the new name."""
    updates = (
        f"UPDATE catalogue_{kind}_text SET document = (SELECT ' ' || row.search_title || ' ' || new.search_name || ' ' "
        f"FROM catalogue_{kind} AS row WHERE row.id = catalogue_{kind}_text.rowid) "
        f"WHERE rowid IN (SELECT id FROM catalogue_{kind} WHERE artist_id = new.id);"
        for kind in ("album", "track")
    )
    return " ".join([*updates, "END"])


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    for name in _names():
        _run(connection, f"DROP TRIGGER IF EXISTS {name}")


def rebuild(connection: BaseDatabaseWrapper) -> None:
    for kind in KINDS:
        _run(connection, f"DELETE FROM catalogue_{kind}_text")
        _run(
            connection,
            f"INSERT INTO catalogue_{kind}_text(rowid, document) "
            f"SELECT id, {_DOCUMENT[kind].format(row='row')} FROM catalogue_{kind} AS row",
        )


def holding(kind: str, words: Sequence[str]) -> Sql:
    """The keys of the rows that hold every word anywhere; of one or two letters: at the beginning of a word."""
    return _matching(kind, [word if len(word) > 2 or not word.isascii() else f" {word}" for word in words])


def beginning(kind: str, words: Sequence[str]) -> Sql:
    """The keys of the rows that have a word beginning with each of the words."""
    return _matching(kind, [f" {word}" for word in words])


def _matching(kind: str, parts: Sequence[str]) -> Sql:
    conditions: list[str] = []
    values: list[Any] = []
    if long := [part for part in parts if len(part) > 2]:
        conditions.append(f"catalogue_{kind}_text MATCH %s")
        values.append(" AND ".join(map(_phrase, long)))
    for part in parts:
        if len(part) <= 2:
            conditions.append("instr(document, %s) > 0")
            values.append(part)
    return f"SELECT rowid FROM catalogue_{kind}_text WHERE {' AND '.join(conditions)}", values


def is_common(connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> bool:
    """Whether thousands of rows have words beginning so, as far as the rarest trigram tells."""
    trigrams = {each for word in words for each in _trigrams(f" {word}")}
    counts = _counts(connection, kind, trigrams)
    return bool(trigrams) and min(counts.get(each, 0) for each in trigrams) > COMMON


def candidates(connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> list[tuple[int, str]]:
    """Keys and documents of up to 300 rows that share rare trigrams with every longer word, the likeliest first."""
    padded = {word: _trigrams(f" {word} ") for word in words if len(word) > 2}
    counts = _counts(connection, kind, {each for group in padded.values() for each in group})
    groups = []
    for trigrams in padded.values():
        there = sorted((each for each in trigrams if each in counts), key=lambda each: (counts[each], each))
        if not there:
            return []
        groups.append(f"({' OR '.join(map(_phrase, there[:RAREST]))})")
    if not groups:
        return []
    found = _rows(
        connection,
        f"SELECT rowid, document FROM catalogue_{kind}_text WHERE catalogue_{kind}_text MATCH %s "
        "ORDER BY rank LIMIT %s",
        [" AND ".join(groups), CANDIDATES],
    )
    return [(int(key), str(document)) for key, document in found]


def _counts(connection: BaseDatabaseWrapper, kind: str, trigrams: set[str]) -> dict[str, int]:
    """How many rows hold each."""
    if not trigrams:
        return {}
    marks = ", ".join(["%s"] * len(trigrams))
    sql = f"SELECT term, doc FROM catalogue_{kind}_trigrams WHERE term IN ({marks})"
    return {str(term): int(rows) for term, rows in _rows(connection, sql, sorted(trigrams))}


def _trigrams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _names() -> list[str]:
    names = [f"catalogue_{kind}_text_{when}" for kind in KINDS for when in ("insert", "update", "delete")]
    return [*names, "catalogue_artist_text_renamed"]


def _run(connection: BaseDatabaseWrapper, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _rows(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
