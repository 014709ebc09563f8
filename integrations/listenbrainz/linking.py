"""Linking an account at ListenBrainz: the listener brings the token of their settings page."""

from __future__ import annotations

from accounts.models import User
from config.errors import FieldError
from integrations.budget import Budget
from integrations.errors import ProviderRejected, ProviderUnavailable
from integrations.links.errors import ServiceUnreachable
from integrations.links.models import LinkedAccount
from integrations.links.services import Tokens, link
from integrations.listenbrainz.answers import SERVICE
from integrations.listenbrainz.configured import listenbrainz

LINKING_SECONDS = 8.0
LONGEST_TOKEN = 200


def accept(user: User, token: str) -> LinkedAccount:
    """Validate the token there, and keep it. Raises `FieldError`, `ServiceUnreachable`, `AccountLinkedElsewhere`."""
    token = token.strip()
    if not token or len(token) > LONGEST_TOKEN or not (token.isascii() and token.isprintable()) or " " in token:
        raise FieldError("token", "This is not a token of ListenBrainz.")
    try:
        name = listenbrainz().name_of(token, budget=Budget(LINKING_SECONDS))
    except ProviderUnavailable:
        raise ServiceUnreachable from None
    except ProviderRejected:
        raise FieldError("token", "ListenBrainz does not know this token.", code="token_unknown") from None
    return link(
        user=user,
        service=SERVICE,
        account_id=name.casefold(),
        account_name=name,
        tokens=Tokens(access=token),
    )
