"""Refusals that only ListenBrainz knows."""

from __future__ import annotations

from integrations.errors import ProviderRejected


class UserTokenRefused(ProviderRejected):
    """The listener's token is unknown, or their account is paused or lacks an e-mail address."""
