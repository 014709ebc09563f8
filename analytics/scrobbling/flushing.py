"""Sending what the outbox holds for one linked account: oldest first, in batches, until nothing is left.

One flush per account runs at a time (its job is unique). A worker that dies between the service's answer and the mark
in the database leaves its batch pending, and the next flush sends exactly the same again: both services keep a track
that they have for that listener and that moment already once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone

from analytics.models import Activity
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.senders import SENDERS, Fate, Sender
from analytics.scrobbling.settling import drop_old, rest, settle
from config.batches import Alive
from integrations.budget import Budget
from integrations.errors import ProviderRejected, ProviderUnavailable
from integrations.lastfm.errors import SessionRefused
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkedAccount
from integrations.links.services import mark_sign_in_again, note_error, note_success, token_of
from integrations.listenbrainz.errors import UserTokenRefused

logger = logging.getLogger(__name__)

BATCHES_AT_ONCE: Final = 40
"""What is left after so many waits for the next flush, so that one account never keeps a worker for long."""
SEND_SECONDS: Final = 30.0
"""Of one batch, the wait for its turn included."""


def flush(link_id: UUID, *, alive: Alive) -> int:
    """Send what waits for this account; how many were sent. ``alive`` is called before each batch."""
    outlet = Outlet.objects.due(timezone.now()).select_related("link").filter(pk=link_id).first()
    if outlet is None:
        return 0
    sender = SENDERS[outlet.link.service]
    try:
        token = token_of(outlet.link).access
        drop_old(outlet, sender.oldest)
        return _send_all(outlet, sender, token, alive)
    except SignInAgain:
        return 0
    except (SessionRefused, UserTokenRefused) as error:
        mark_sign_in_again(outlet.link, f"Scrobbling was refused: {error.detail}")
    except ProviderUnavailable as error:
        logger.info("Scrobbles of %s wait: %s", link_id, error)
        rest(outlet, asked=error.retry_after, error=error.detail)
        note_error(outlet.link, f"Scrobbles wait: {error.detail}")
    return 0


def _send_all(outlet: Outlet, sender: Sender, token: str, alive: Alive) -> int:
    sent, size = 0, sender.batch
    for _ in range(BATCHES_AT_ONCE):
        alive()
        batch = _next(outlet.link, size)
        if not batch:
            break
        try:
            delivery = sender.send(token, batch, budget=Budget(SEND_SECONDS, background=True))
        except (SessionRefused, UserTokenRefused):
            raise
        except ProviderRejected as error:
            # One of them is to blame: halves are tried until it stands alone.
            size = max(1, len(batch) // 2)
            if len(batch) == 1:
                settle(outlet, batch, [Fate(Scrobble.Reason.REFUSED, error.detail)])
            continue
        sent += settle(outlet, batch, delivery.fates)
        note_success(outlet.link)
        size = min(sender.batch, size * 2)
        if delivery.pause:
            rest(outlet, asked=delivery.pause)
            break
    return sent


def _next(link: LinkedAccount, size: int) -> Sequence[Scrobble]:
    """The oldest that wait, without those whose listen the listener has deleted meanwhile."""
    while batch := list(Scrobble.objects.pending().filter(link=link).oldest_first()[:size]):
        there = Activity.objects.filter(pk__in=[each.listen for each in batch])
        kept = set(there.values_list("pk", flat=True))
        gone = [each.pk for each in batch if each.listen not in kept]
        if not gone:
            return batch
        Scrobble.objects.filter(pk__in=gone).delete()
    return []
