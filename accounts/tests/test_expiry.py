"""Clearing away tokens that have expired."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import expiry
from accounts.models import RefreshToken, Session, User
from accounts.tasks import flush_expired_tokens
from accounts.tokens import open_session


def expire(*, ago: timedelta) -> None:
    RefreshToken.objects.update(expires_at=timezone.now() - ago)


def test_expired_tokens_go_and_sessions_that_have_none_left(owner: User) -> None:
    open_session(user=owner)
    open_session(user=owner)
    expire(ago=timedelta(hours=1))
    kept = Session.objects.first()
    fresh = RefreshToken.objects.create(session=kept, expires_at=timezone.now() + timedelta(days=1))  # type: ignore[misc]
    open_session(user=owner)

    assert flush_expired_tokens() == 3
    assert Session.objects.count() == 2
    assert RefreshToken.objects.count() == 2
    assert RefreshToken.objects.filter(pk=fresh.pk).exists()
    assert flush_expired_tokens() == 0


def test_the_session_outlives_the_last_access_token(owner: User) -> None:
    open_session(user=owner)
    expire(ago=timedelta(minutes=14))

    assert flush_expired_tokens() == 0


def test_many_rows_are_deleted_in_batches(owner: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(expiry, "AT_ONCE", 3)
    for _ in range(7):
        open_session(user=owner)
    expire(ago=timedelta(days=1))

    assert flush_expired_tokens() == 14
    assert not Session.objects.exists()
    assert User.objects.filter(pk=owner.pk).exists()
