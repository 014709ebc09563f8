"""With what a socket is closed: the codes of RFC 6455, and our own from 4000 up."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """A client that gets one of ours knows what to do; docs/realtime.md says it for each."""

    GOING_AWAY = 1001
    UNSUPPORTED = 1003
    TOO_LARGE = 1009
    SERVER_ERROR = 1011
    UNAUTHENTICATED = 4401
    """No token or ticket, or one that is broken, used, expired or revoked; later: it expired or was revoked."""
    FORBIDDEN = 4403
    """Signed in, but this is not theirs any more."""
    NOT_FOUND = 4404
    """There is no such thing, or it is not theirs to see."""
    TOO_SLOW = 4408
    """The client does not read what it is sent."""
    REPLACED = 4409
    """The listener opened more sockets than one may have; the oldest one went."""
    TOO_MANY = 4429
    """More messages than one may send."""
    UNAVAILABLE = 4503
    """What is needed to answer cannot be reached: come back later."""
