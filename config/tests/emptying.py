"""Emptying the database after a test that commits: by deleting what is there, and no more.

What migrations made of the models stays, content types and permissions, which Django would delete and make anew. On
PostgreSQL only tables with rows are emptied: Django truncates every table, which makes some four hundred files anew and
waits for the disk. Nor is the disk waited for when a test commits: what a test leaves need not outlive the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.core.management.commands import flush
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations  # type: ignore[attr-defined]

SHARED: Final = frozenset({"django_content_type", "auth_permission", "django_migrations"})


def pytest_configure() -> None:
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        type(connection.ops).sql_flush = _deletions  # type: ignore[method-assign,assignment]
        options["options"] = "-c synchronous_commit=off"
    else:
        type(connection.ops).sql_flush = _without_shared  # type: ignore[method-assign,assignment]
        options["init_command"] += "PRAGMA synchronous=OFF;"
    flush.emit_post_migrate_signal = lambda *_, **__: None  # type: ignore[attr-defined]


_all_deletions = SqliteOperations.sql_flush


def _without_shared(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """As Django does it, but for what is shared; twice, since triggers write down what goes."""
    return 2 * _all_deletions(operations, style, [table for table in tables if table not in SHARED], **options)


@cache
def _all_tables() -> frozenset[str]:
    """Those that no model has among them; not partitions."""
    return frozenset(connection.introspection.table_names())


def _deletions(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """For Django's `flush`, which runs them in one transaction."""
    # Triggers do not run meanwhile, so what they keep beside the models' tables goes too.
    names = [operations.quote_name(table) for table in {*tables, *_all_tables()} - SHARED]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))  # noqa: S608  # names of tables
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT current_setting('is_superuser')")
        [(power,)] = cursor.fetchall()
    # Neither is a key looked at where all rows go, nor is what goes marked for the roll-up.
    setting = "session_replication_role = replica" if power == "on" else "playpod.unmarked = 'on'"
    return [f"SET LOCAL {setting}", *(f"DELETE FROM {name}" for name in filled)] if filled else []  # noqa: S608
