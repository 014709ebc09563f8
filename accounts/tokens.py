"""Tokens and the sessions they belong to.

A sign-in opens a session. Every refresh token of it is a row, and every token carries the session (`sid`) and the
user's token epoch (`epoch`), so that one look at the session tells whether a token is still good.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken as RefreshJWT

from accounts.audit import Kind, record
from accounts.errors import TokenInvalid
from accounts.models import RefreshToken, Session, User
from accounts.origin import NOWHERE, Origin
from config.identifiers import uuid7
from config.realtime.publishing import recheck

logger = logging.getLogger(__name__)

SESSION_CLAIM = "sid"
EPOCH_CLAIM = "epoch"


@dataclass(frozen=True, slots=True)
class TokenPair:
    access: str
    refresh: str


@transaction.atomic(savepoint=False)
def open_session(*, user: User, origin: Origin = NOWHERE) -> TokenPair:
    """Sign ``user`` in: a new session with its first refresh token."""
    session = Session.objects.create(user=user, user_agent=origin.agent, ip_prefix=origin.network)
    return issue(session)


def refresh(*, token: str, origin: Origin = NOWHERE) -> TokenPair:
    """Exchange a refresh token for a new pair; raises `TokenInvalid`.

    Within the grace window after its rotation a token may be exchanged again (parallel tabs, lost answers). After it,
    whoever presents it has stolen it or was stolen from: the whole session ends.
    """
    presented = _read(token)
    with transaction.atomic():
        pair = _exchange(presented, token, origin)
    # Raised outside the transaction: revoking the session has to be kept.
    if pair is None:
        raise TokenInvalid
    return pair


def issue(session: Session) -> TokenPair:
    """A new pair of ``session``, for the epoch that its loaded user has."""
    token = RefreshJWT()
    row = RefreshToken.objects.create(
        jti=uuid7(),
        session=session,
        expires_at=token.current_time + token.lifetime,  # same clock as the claims
    )
    token["jti"] = str(row.jti)
    token["user_id"] = str(session.user_id)
    token[SESSION_CLAIM] = str(session.pk)
    token[EPOCH_CLAIM] = session.user.token_epoch
    return TokenPair(access=_access(token), refresh=str(token))


def session_of(token: str) -> UUID | None:
    """The session a refresh token belongs to; None when it is broken or expired."""
    try:
        return _uuid(_read(token).payload.get(SESSION_CLAIM))
    except TokenInvalid:
        return None


def _read(token: str) -> RefreshJWT:
    try:
        return RefreshJWT(token)  # type: ignore[arg-type]  # the stubs ask for Token, it reads text
    except TokenError:
        raise TokenInvalid from None


def _exchange(presented: RefreshJWT, token: str, origin: Origin) -> TokenPair | None:
    claims = presented.payload
    session = _locked_session(claims)
    if session is None or claims.get(EPOCH_CLAIM) != session.user.token_epoch or not session.user.is_active:
        return None
    row = session.refresh_tokens.filter(jti=_uuid(claims.get("jti"))).first()
    now = timezone.now()
    if row is None:
        return None
    if row.rotated_at and now - row.rotated_at > settings.REFRESH_GRACE:
        _revoke_for_reuse(session, origin)
        return None
    session.last_used_at = now
    session.save(update_fields=["last_used_at"])
    if not settings.REFRESH_ROTATION:
        return TokenPair(access=_access(presented), refresh=token)
    if row.rotated_at is None:
        row.rotated_at = now
        row.save(update_fields=["rotated_at"])
    return issue(session)


def _locked_session(claims: dict[str, Any]) -> Session | None:
    """The session, locked, so that parallel refreshes of one family come one after the other."""
    sessions = Session.objects.active().select_related("user").select_for_update(of=("self",))
    return sessions.filter(pk=_uuid(claims.get(SESSION_CLAIM))).first()


def _revoke_for_reuse(session: Session, origin: Origin) -> None:
    session.revoked_at = timezone.now()
    session.revoked_because = "token_reused"
    session.save(update_fields=["revoked_at", "revoked_because"])
    recheck([session.user_id])
    logger.warning("refresh token reused after its rotation: session %s of user %s ended", session.pk, session.user_id)
    record(Kind.TOKEN_REUSED, user=session.user, origin=origin, session=str(session.pk))


def _access(token: RefreshJWT) -> str:
    return str(token.access_token)


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)  # belongs to no row
