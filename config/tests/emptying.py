"""Emptying the database after a test that commits, on PostgreSQL: by deleting what is there.

Django truncates every table, which makes some four hundred files anew and waits for the disk: seconds, where a test
leaves a few dozen rows in a few tables. What migrations made of the models stays, since it would be made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

SHARED: Final = frozenset({"django_content_type", "auth_permission"})


def pytest_configure() -> None:
    if connection.vendor == "postgresql":
        type(connection.ops).sql_flush = _deletions  # type: ignore[method-assign,assignment]


def _deletions(operations: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """For Django's `flush`, which runs them in one transaction."""
    names = [operations.quote_name(table) for table in tables if table not in SHARED]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))  # noqa: S608  # names of tables
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT current_setting('is_superuser')")
        [(power,)] = cursor.fetchall()
    # Neither is a key looked at where all rows go, nor is what goes marked for the roll-up.
    setting = "session_replication_role = replica" if power == "on" else "playpod.unmarked = 'on'"
    return [f"SET LOCAL {setting}", *(f"DELETE FROM {name}" for name in filled)] if filled else []  # noqa: S608
