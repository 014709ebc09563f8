"""Stretches of time: what somebody does within one is told in one row. They begin at midnight, 3, 6 ... o'clock UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

STRETCH = timedelta(hours=3)

_SECONDS = int(STRETCH.total_seconds())
_EXPRESSIONS = {
    "postgresql": f"date_bin('{_SECONDS} seconds', {{moment}}, '2000-01-01 00:00:00+00'::timestamptz)",
    # Without the fraction, which SQLite would round up.
    "sqlite": (
        f"datetime(CAST(strftime('%%s', substr({{moment}}, 1, 19)) AS INTEGER) / {_SECONDS} * {_SECONDS}, 'unixepoch')"
    ),
}


def beginning_of(moment: datetime) -> datetime:
    """When the stretch of that moment began."""
    return datetime.fromtimestamp(moment.timestamp() // _SECONDS * _SECONDS, UTC)


def beginning_sql(moment: str, vendor: str) -> str:
    """The same in SQL, for a statement with parameters."""
    return _EXPRESSIONS[vendor].format(moment=moment)
