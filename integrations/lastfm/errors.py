"""Refusals that only Last.fm knows. Each is one of `integrations.errors`, so that callers need not know them."""

from __future__ import annotations

from integrations.errors import ProviderRejected, ProviderUnavailable


class SessionRefused(ProviderRejected):
    """The listener's session key is no longer good: they took the permission back and have to give it again."""


class TokenRefused(ProviderRejected):
    """The token of the callback was not approved, is older than an hour, or was exchanged before."""


class AppRefused(ProviderUnavailable):
    """Last.fm does not take this installation's key, secret or both. No listener can do anything about it."""
