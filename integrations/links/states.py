"""The `state` that goes to a service and back: signed, good once, for ten minutes, for the listener who began.

What it stands for is a row, so that the browser carries nothing but the row's signed id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils import timezone

from accounts.models import User
from config.identifiers import uuid7
from integrations.links.errors import StateExpired, StateInvalid, StateUsed
from integrations.links.models import LinkAttempt
from integrations.links.sealing import Unreadable, seal, unseal

GOOD_FOR = timedelta(minutes=10)
OPEN_AT_ONCE = 10
"""Attempts of one listener at one service; the oldest make way."""


def begin(user: User, service: str, **secrets: Any) -> str:
    """The state for an attempt of ``user``; ``secrets`` (JSON) are kept here until it comes back."""
    number = uuid7()
    now = timezone.now()
    mine = LinkAttempt.objects.filter(user=user, service=service)
    kept = mine.filter(expires_at__gt=now).order_by("-id").values_list("pk", flat=True)[: OPEN_AT_ONCE - 1]
    mine.exclude(pk__in=list(kept)).delete()
    LinkAttempt.objects.create(
        pk=number, user=user, service=service, sealed=seal(number, secrets), expires_at=now + GOOD_FOR
    )
    return _signer(service).sign(number.hex)


def redeem(state: str, service: str) -> tuple[User, dict[str, Any]]:
    """Whose attempt it was, and what was kept for it. Raises `StateInvalid`, `StateExpired`, `StateUsed`.

    Of parallel calls with one state only one gets through.
    """
    number = _number(state, service)
    attempt = LinkAttempt.objects.select_related("user").filter(pk=number, service=service).first()
    if attempt is None or not LinkAttempt.objects.filter(pk=number).delete()[0]:
        raise StateUsed
    if not attempt.user.is_active:
        raise StateInvalid
    try:
        return attempt.user, unseal(attempt.pk, attempt.sealed)
    except Unreadable:
        raise StateInvalid from None


def prune() -> int:
    """Delete attempts that nobody came back from; how many."""
    return LinkAttempt.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _number(state: str, service: str) -> UUID:
    try:
        return UUID(_signer(service).unsign(state, max_age=GOOD_FOR))
    except SignatureExpired:
        raise StateExpired from None
    except (BadSignature, ValueError):
        raise StateInvalid from None


def _signer(service: str) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"integrations.links.{service}")
