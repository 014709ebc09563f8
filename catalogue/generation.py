"""A number that grows when this process changes our own catalogue or hides something.

What is kept in this process of our own rows is kept under this number, so that whoever changes a row sees the change at
once; other processes see it when their copies expire, seconds later.
"""

from __future__ import annotations

from itertools import count

from django.db import transaction

_numbers = count(1)
_current = 0


def current() -> int:
    return _current


def rows_changed() -> None:
    """Begin a new generation now, and another one when the caller's transaction has been committed."""
    _next()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_next, robust=True)


def _next() -> None:
    global _current  # noqa: PLW0603  (one fact of the process)
    _current = next(_numbers)
