"""What plays now, told to the listener's services: once, without a promise. Nothing waits for it or repeats it."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from analytics.privacy import is_private_session
from analytics.scrobbling.models import Outlet
from analytics.scrobbling.outbox import SERVICES, scrobble_of
from analytics.scrobbling.senders import SENDERS
from catalogue.models import Track
from config.celery import app
from integrations.budget import Budget
from integrations.errors import ProviderError
from integrations.lastfm.errors import SessionRefused
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkedAccount, LinkedAccountQuerySet
from integrations.links.services import mark_sign_in_again, token_of
from integrations.listenbrainz.errors import UserTokenRefused

logger = logging.getLogger(__name__)

ANNOUNCE: Final = "scrobbling.announce"
GOOD_FOR: Final = 60
"""Seconds after which a task that nobody took is forgotten: the track may be over."""
SECONDS: Final = 8.0


def announce_later(user: User, track: Track) -> None:
    """Once the caller's transaction is committed. One statement for listeners who have linked nothing."""
    # Robust: the track plays already, whatever becomes of this.
    transaction.on_commit(partial(_send, user, track.pk), robust=True)


def _send(user: User, track_key: int) -> None:
    if not _linked(user.pk).exists():
        return
    try:
        app.send_task(ANNOUNCE, args=[str(user.pk), track_key], expires=GOOD_FOR, retry=False)
    except (OperationalError, OSError) as error:
        logger.info("The broker took no task to announce a track: %s", error)


def announce(user_id: UUID, track_key: int) -> None:
    """Tell all services of the listener that are on and not resting after an error."""
    now = timezone.now()
    accounts = list(_linked(user_id).active().select_related("outlet", "user"))
    track = Track.objects.select_related("artist", "album__artist").filter(pk=track_key).first()
    if not accounts or track is None or is_private_session(accounts[0].user):
        return
    for account in accounts:
        outlet = getattr(account, "outlet", None) or Outlet()
        if outlet.is_on and not (outlet.next_at and outlet.next_at > now):
            _announce(account, track)


def _announce(account: LinkedAccount, track: Track) -> None:
    what = scrobble_of(track, listened_at=timezone.now())
    try:
        SENDERS[account.service].announce(token_of(account).access, what, budget=Budget(SECONDS, background=True))
    except (SessionRefused, UserTokenRefused) as error:
        mark_sign_in_again(account, f"Scrobbling was refused: {error.detail}")
    except (ProviderError, SignInAgain) as error:
        logger.info("%s was not told what plays: %s", account.service, error)


def _linked(user_id: UUID) -> LinkedAccountQuerySet:
    return LinkedAccount.objects.filter(user_id=user_id, service__in=SERVICES)
