"""Linking an account at Last.fm: the listener says yes there, and comes back with a token for a session."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from integrations.budget import Budget
from integrations.errors import ProviderRejected, ProviderUnavailable
from integrations.lastfm.answers import SERVICE
from integrations.lastfm.configured import lastfm
from integrations.links import states
from integrations.links.errors import LinkingFailed, ServiceUnreachable
from integrations.links.models import LinkedAccount
from integrations.links.services import Tokens, link

LINKING_SECONDS = 8.0


def begin(user: User) -> str:
    """The address at Last.fm to send the listener to."""
    state = urlencode({"state": states.begin(user, SERVICE)})
    return lastfm().authorization_url(f"{settings.PUBLIC_URL}{reverse('lastfm-callback')}?{state}")


def complete(user: User, token: str) -> LinkedAccount:
    """Exchange the token of the callback. Raises `LinkingFailed`, `ServiceUnreachable`, `AccountLinkedElsewhere`."""
    try:
        session = lastfm().session(token, budget=Budget(LINKING_SECONDS))
    except ProviderUnavailable:
        raise ServiceUnreachable from None
    except ProviderRejected:
        raise LinkingFailed from None
    return link(
        user=user,
        service=SERVICE,
        account_id=session.name.casefold(),
        account_name=session.name,
        tokens=Tokens(access=session.key),
    )
