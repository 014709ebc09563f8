"""What accounts do in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.expiry import remove_expired


@shared_task(acks_late=True)
def flush_expired_tokens() -> int:
    """Daily: delete refresh tokens that have expired and sessions without any; how many rows that were."""
    return remove_expired(now=timezone.now())
