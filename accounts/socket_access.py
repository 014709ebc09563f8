"""Whose a socket is: the same rules as for requests (`accounts.authentication`)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken

from accounts.authentication import BearerAuthentication
from accounts.models import Session
from accounts.tokens import EPOCH_CLAIM, SESSION_CLAIM
from config.realtime.access import Claims, Identity

_bearer = BearerAuthentication()


def claims_of(token: str) -> Claims | None:
    try:
        return dict(_bearer.get_validated_token(token.encode()).payload)
    except InvalidToken:
        return None


def identity_of(claims: Claims) -> Identity | None:
    try:
        user = _bearer.get_user(claims)
    except (InvalidToken, AuthenticationFailed):
        return None
    return Identity(user, UUID(str(claims[SESSION_CLAIM])), claims[EPOCH_CLAIM], float(claims["exp"]))


def still_good(epochs: Mapping[UUID, int]) -> set[UUID]:
    standing = Session.objects.active().filter(pk__in=epochs.keys(), user__is_active=True)
    return {pk for pk, epoch in standing.values_list("pk", "user__token_epoch") if epochs[pk] == epoch}
