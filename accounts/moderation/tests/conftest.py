from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.moderation.tests.contents import Notes, registered

Established = Callable[[int], list[User]]


@pytest.fixture
def notes() -> Iterator[Notes]:
    with registered() as made:
        yield made


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("administrator", "administrator@example.com", "x")


@pytest.fixture
def second_moderator(db: None) -> User:
    return User.objects.create_user("second", "second@example.com", "x", is_staff=True)


@pytest.fixture
def established(db: None) -> Established:
    """`established(3)`: listeners of a month, with verified addresses."""

    def make(count: int) -> list[User]:
        then = timezone.now() - timedelta(days=30)
        names = [f"old{number}" for number in range(User.objects.count(), User.objects.count() + count)]
        return [
            User.objects.create_user(name, f"{name}@example.com", None, date_joined=then, email_verified_at=then)
            for name in names
        ]

    return make
