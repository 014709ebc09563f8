"""Refusals that only Spotify knows. Each is one of `integrations.errors`, so that callers need not know them."""

from __future__ import annotations

from integrations.errors import ProviderRejected, ProviderUnavailable


class TokenRefused(ProviderUnavailable):
    """The access token is missing, expired or broken, and so was the one that took its place."""


class WrongCredentials(ProviderUnavailable):
    """Spotify does not know the app: its client id or secret is wrong."""


class GrantRefused(ProviderRejected):
    """The listener's permission has expired or was taken back, or its code was used before: they have to sign in."""


class OwnerWithoutPremium(ProviderUnavailable):
    """Every call is refused as long as the owner of the app has no Premium."""


class ListenerNotRegistered(ProviderUnavailable):
    """The listener is not among the users that the app's owner has entered in Spotify's dashboard."""


class Forbidden(ProviderRejected):
    """The endpoint is closed to this app, or the playlist is someone else's."""


OF_THE_LISTENER = (TokenRefused, GrantRefused, ListenerNotRegistered)
"""Of a call in a listener's name: others may still be answered."""
