"""Linking a Spotify account: the listener is sent there to consent, and comes back with a code."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import cache
from typing import Final

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderRejected, ProviderUnavailable
from integrations.gate import gate_for
from integrations.links.errors import ConsentDenied, LinkingFailed, LinkingOff, ServiceUnreachable
from integrations.links.models import LinkedAccount, Service
from integrations.links.sealing import can_seal
from integrations.links.services import Tokens, link
from integrations.links.states import begin, redeem
from integrations.spotify.answers import SERVICE
from integrations.spotify.consent import SCOPES, Grant, SpotifyConsent, new_verifier
from integrations.spotify.errors import ListenerNotRegistered, OwnerWithoutPremium, WrongCredentials
from integrations.spotify.library import SpotifyLibrary
from integrations.spotify.rate import SPOTIFY_RATE

logger = logging.getLogger(__name__)

CALLBACK_SECONDS: Final = 8.0
"""For the two requests between the listener's return and the answer."""

NOT_REGISTERED: Final = "The one who runs this server has to enter your Spotify account in their app's dashboard first."
_DENIED: Final = "You did not allow it at Spotify, so nothing was linked."


def is_configured() -> bool:
    return bool(settings.SPOTIFY_CLIENT_ID)


def consent() -> SpotifyConsent:
    return _consent_at(settings.SPOTIFY_ACCOUNTS_URL, settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_REDIRECT_URI)


def library() -> SpotifyLibrary:
    return _library_at(settings.SPOTIFY_API_URL)


def begin_link(user: User) -> str:
    """The address at Spotify where ``user`` consents. Raises `LinkingOff`."""
    if not is_configured() or not can_seal():
        raise LinkingOff
    verifier = new_verifier()
    state = begin(user, Service.SPOTIFY, verifier=verifier)
    return consent().authorization_url(state=state, verifier=verifier)


def complete_link(*, state: str, code: str, error: str) -> LinkedAccount:
    """Link the account that came back. Whatever it raises is a `DomainError`, and the state is used up.

    ``error`` is what Spotify says instead of a code, such as `access_denied`.
    """
    user, kept = redeem(state, Service.SPOTIFY)
    if error:
        raise ConsentDenied(_DENIED if error == "access_denied" else "")
    if not is_configured():
        raise LinkingOff
    budget = Budget(CALLBACK_SECONDS)
    try:
        grant = consent().exchange(code, kept["verifier"], budget=budget)
        profile = library().profile(FreshTokens(grant.access), budget=budget)
    except ProviderError as failure:
        raise _told(failure) from None
    return link(
        user=user,
        service=Service.SPOTIFY,
        account_id=profile.account_id,
        account_name=profile.name,
        tokens=tokens_of(grant),
        scopes=grant.scopes or SCOPES,
    )


def tokens_of(grant: Grant, *, earlier_refresh: str = "") -> Tokens:
    """A grant without a new refresh token leaves the earlier one good."""
    ends_at = timezone.now() + timedelta(seconds=grant.seconds)
    return Tokens(grant.access, grant.refresh or earlier_refresh, ends_at)


class FreshTokens:
    """The token that a callback has just brought: there is no other one."""

    def __init__(self, access: str) -> None:
        self._access = access

    def token(self, *, budget: Budget) -> str:
        return self._access

    def renewed(self, refused: str, *, budget: Budget) -> str:
        raise ProviderUnavailable(SERVICE, "refuses the token that it has just given out")


def _told(failure: ProviderError) -> LinkingFailed | ServiceUnreachable | LinkingOff:
    """What the listener is told. What only the operator can change is logged, too."""
    if isinstance(failure, ListenerNotRegistered):
        return LinkingFailed(NOT_REGISTERED)
    if isinstance(failure, WrongCredentials | OwnerWithoutPremium):
        logger.warning("Spotify refuses this installation's app: %s", failure.detail)
        return LinkingOff("Spotify refuses the app of this server. Only the one who runs it can change that.")
    if isinstance(failure, ProviderUnavailable):
        return ServiceUnreachable(headers={"Retry-After": str(max(1, round(failure.retry_after)))})
    if isinstance(failure, ProviderRejected):
        logger.info("Spotify did not take a code: %s", failure.detail)
    return LinkingFailed()


@cache
def _consent_at(accounts_url: str, client_id: str, redirect_uri: str) -> SpotifyConsent:
    gate = gate_for(SERVICE, accounts_url, SPOTIFY_RATE)
    return SpotifyConsent(accounts_url, client_id, redirect_uri, gate=gate)


@cache
def _library_at(api_url: str) -> SpotifyLibrary:
    return SpotifyLibrary(api_url, gate=gate_for(SERVICE, api_url, SPOTIFY_RATE))
