"""API keys: made, shown once, revoked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access_models import ApiKey
from accounts.audit import Kind, event, record, record_all
from accounts.errors import TooManyKeys
from accounts.models import User
from accounts.origin import Origin
from accounts.scopes import SCOPES

MAX_KEYS = 50
"""Of one listener."""

USE_NOTED_EVERY = timedelta(minutes=1)

_SHOWN = len("pp_") + 8


def make_key(
    *, user: User, name: str, scopes: Sequence[str], expires_at: datetime | None, origin: Origin
) -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody can read again. Raises TooManyKeys."""
    text = f"pp_{token_urlsafe(32)}"
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if ApiKey.objects.visible_to(user).count() >= MAX_KEYS:
            raise TooManyKeys
        key = ApiKey.objects.create(
            user=user,
            name=name,
            prefix=text[:_SHOWN],
            digest=digest_of(text),
            scopes=[scope for scope in SCOPES if scope in scopes],
            expires_at=expires_at,
        )
        record(Kind.API_KEY_MADE, user=user, actor=user, origin=origin, key=str(key.pk), scopes=key.scopes)
    return key, text


@transaction.atomic
def revoke_keys(*, keys: QuerySet[ApiKey], actor: User, origin: Origin) -> int:
    """Revoke those of ``keys`` that are not; how many that were."""
    revoking = list(keys.filter(revoked_at=None).select_related("user").select_for_update(of=("self",)).order_by("pk"))
    ApiKey.objects.filter(pk__in=[key.pk for key in revoking]).update(revoked_at=timezone.now())
    record_all(
        [event(Kind.API_KEY_REVOKED, user=key.user, actor=actor, origin=origin, key=str(key.pk)) for key in revoking]
    )
    return len(revoking)


def digest_of(text: str) -> str:
    """A key has 256 random bits: a plain hash cannot be undone by guessing."""
    return hashlib.sha256(text.encode()).hexdigest()


def note_use(key: ApiKey, now: datetime) -> None:
    """Remember that the key was used; most requests write nothing."""
    stale = now - USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= stale:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=stale)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)
