"""Passwords in tests: Argon2id as it is shipped, but at the least cost it takes, since every cast is made of accounts.

What the shipped cost is, the tests of signing up hold by `shipped_cost`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.module_loading import import_string

HASHER = "accounts.hashers.Argon2Hasher"
CHEAP = {"time_cost": 1, "memory_cost": 8}


def pytest_configure(config: pytest.Config) -> None:
    hasher = import_string(HASHER)
    config.stash[_SHIPPED] = {name: getattr(hasher, name) for name in CHEAP}
    _take(CHEAP)


_SHIPPED = pytest.StashKey[dict[str, int]]()


def _take(cost: dict[str, int]) -> None:
    hasher = import_string(HASHER)
    for name, value in cost.items():
        setattr(hasher, name, value)


@pytest.fixture
def shipped_cost(pytestconfig: pytest.Config) -> Iterator[None]:
    """Passwords cost what they do outside of tests."""
    _take(pytestconfig.stash[_SHIPPED])
    yield
    _take(CHEAP)
