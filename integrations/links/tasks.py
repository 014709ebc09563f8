"""What linked accounts need in the background."""

from __future__ import annotations

from celery import shared_task

from integrations.links import states
from integrations.links.spotify_tokens import renew_ahead


@shared_task(name="integrations.links.renew_tokens", acks_late=True)
def renew_tokens() -> int:
    """Renew what is about to end, and forget links that nobody completed; how many tokens were renewed."""
    states.prune()
    return renew_ahead()
