"""The search index on PostgreSQL: a table of documents for each kind, with full-text and trigram (pg_trgm) indexes,
kept by triggers. A document is the folded title and artist.
"""

# ruff: noqa: S608  (names of our own tables; whatever anybody typed is a parameter)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import Error, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Sql = tuple[str, list[Any]]

KINDS: Final = ("artist", "album", "track")
COMMON: Final = 2000
"""Rows that hold something from which on it is no way to find a few."""
CANDIDATES: Final = 300
LIKENESS: Final = 0.3
"""How like a word a candidate has to be (word_similarity); who is really near is judged afterwards."""

_BY: Final = "COALESCE((SELECT search_name FROM catalogue_artist WHERE id = {row}.artist_id), '')"
_DOCUMENT: Final = {
    "artist": "{row}.search_name",
    "album": "{row}.search_title || ' ' || " + _BY,
    "track": "{row}.search_title || ' ' || " + _BY,
}
_SAME: Final = {
    "artist": "NEW.search_name IS NOT DISTINCT FROM OLD.search_name",
    "album": "(NEW.search_title, NEW.artist_id) IS NOT DISTINCT FROM (OLD.search_title, OLD.artist_id)",
    "track": "(NEW.search_title, NEW.artist_id) IS NOT DISTINCT FROM (OLD.search_title, OLD.artist_id)",
}
_WORDS: Final = "to_tsvector('simple'::regconfig, document)"


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Raises CommandError when the extension is not there and we may not create it."""
    _make_extension(connection)
    for kind in KINDS:
        text = f"catalogue_{kind}_text"
        _run(connection, f"CREATE TABLE {text} (id bigint PRIMARY KEY, document text NOT NULL)")
        _run(connection, f"CREATE INDEX {text}_words ON {text} USING gin ({_WORDS})")
        _run(connection, f"CREATE INDEX {text}_trigrams ON {text} USING gin (document gin_trgm_ops)")


def _make_extension(connection: BaseDatabaseWrapper) -> None:
    if _rows(connection, "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", []):
        return
    try:
        with transaction.atomic(using=connection.alias):
            _run(connection, "CREATE EXTENSION pg_trgm")
    except Error as error:
        name = connection.settings_dict["NAME"]
        reason = " ".join(str(error).split())
        raise CommandError(
            f"PlayPod's search needs the PostgreSQL extension pg_trgm, and may not create it ({reason}). "
            f'Let an administrator run, in the database "{name}": CREATE EXTENSION pg_trgm;'
        ) from error


def drop(connection: BaseDatabaseWrapper) -> None:
    """The extension stays: it may be others' too."""
    drop_triggers(connection)
    for kind in KINDS:
        _run(connection, f"DROP TABLE IF EXISTS catalogue_{kind}_text")


def is_kept(connection: BaseDatabaseWrapper) -> bool:
    """Whether the triggers are there."""
    sql = "SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = to_regclass('catalogue_track')"
    return bool(_rows(connection, sql, ["catalogue_track_text_rows"]))


def has_tables(connection: BaseDatabaseWrapper) -> bool:
    return _rows(connection, "SELECT to_regclass('catalogue_track_text') IS NOT NULL", [])[0][0] is True


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    for kind in KINDS:
        table, text = f"catalogue_{kind}", f"catalogue_{kind}_text"
        _run(connection, _function(kind))
        _run(
            connection,
            f"CREATE TRIGGER {text}_rows AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {text}_keep()",
        )
        _run(
            connection,
            f"CREATE FUNCTION {text}_empty() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN TRUNCATE {text}; RETURN NULL; END $$",
        )
        _run(
            connection,
            f"CREATE TRIGGER {text}_all AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {text}_empty()",
        )


def _function(kind: str) -> str:
    text, renamed = f"catalogue_{kind}_text", ""
    if kind == "artist":
        renamed = "".join(
            f"""
            UPDATE catalogue_{each}_text AS text SET document = row.search_title || ' ' || NEW.search_name
            FROM catalogue_{each} AS row WHERE row.artist_id = NEW.id AND text.id = row.id;"""
            for each in ("album", "track")
        )
    # A row is compared in here, not in a WHEN: a column that a trigger names could never change its type.
    return f"""
        CREATE FUNCTION {text}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            DELETE FROM {text} WHERE id = OLD.id;
            RETURN NULL;
          END IF;
          IF TG_OP = 'UPDATE' THEN
            IF {_SAME[kind]} THEN RETURN NULL; END IF;{renamed}
          END IF;
          INSERT INTO {text} (id, document) VALUES (NEW.id, {_DOCUMENT[kind].format(row="NEW")})
          ON CONFLICT (id) DO UPDATE SET document = EXCLUDED.document;
          RETURN NULL;
        END $$"""


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    for kind in KINDS:
        for function in ("keep", "empty"):
            _run(connection, f"DROP FUNCTION IF EXISTS catalogue_{kind}_text_{function}() CASCADE")


def rebuild(connection: BaseDatabaseWrapper) -> None:
    for kind in KINDS:
        _run(connection, f"TRUNCATE catalogue_{kind}_text")
        _run(
            connection,
            f"INSERT INTO catalogue_{kind}_text (id, document) "
            f"SELECT id, {_DOCUMENT[kind].format(row='row')} FROM catalogue_{kind} AS row",
        )
        _run(connection, f"ANALYZE catalogue_{kind}_text")


def holding(kind: str, words: Sequence[str]) -> Sql:
    """The keys of the rows that hold every word anywhere; of one or two letters: at the beginning of a word."""
    short = [word for word in words if len(word) < 3 and word.isascii() and word.isalnum()]
    long = [word for word in words if word not in short]
    conditions = ["document LIKE %s"] * len(long) + ([f"{_WORDS} @@ to_tsquery('simple', %s)"] if short else [])
    values = [f"%{_literal(word)}%" for word in long] + ([_query(short)] if short else [])
    return f"SELECT id FROM catalogue_{kind}_text WHERE {' AND '.join(conditions)}", list(values)


def beginning(kind: str, words: Sequence[str]) -> Sql:
    """The keys of the rows that have a word beginning with each of the words."""
    return (
        f"SELECT id FROM catalogue_{kind}_text WHERE {_WORDS} @@ to_tsquery('simple', %s)",
        [_query(words)],
    )


def is_common(connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> bool:
    """Whether thousands of rows have words beginning so."""
    sql, values = beginning(kind, words)
    found = _rows(connection, f"SELECT count(*) FROM ({sql} LIMIT %s) AS found", [*values, COMMON + 1])
    return int(found[0][0]) > COMMON


def candidates(connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> list[tuple[int, str]]:
    """Keys and documents of up to 300 rows that are like every longer word, the likeliest first."""
    long = [word for word in words if len(word) > 2]
    if not long:
        return []
    conditions = " AND ".join(["%s <%% document"] * len(long))
    with transaction.atomic(using=connection.alias):
        _rows(connection, "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)])
        found = _rows(
            connection,
            f"SELECT id, document FROM catalogue_{kind}_text WHERE {conditions} "
            "ORDER BY word_similarity(%s, document) DESC, id LIMIT %s",
            [*long, " ".join(words), CANDIDATES],
        )
    return [(int(key), str(document)) for key, document in found]


def _query(words: Sequence[str]) -> str:
    """Every word, as the beginning of one."""
    return " & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "':*" for word in words)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _run(connection: BaseDatabaseWrapper, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _rows(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
