"""The methods of Last.fm's API 2.0 that players scrobble with, for the listener of an API key.

The key stands for three things there: the password of `auth.getMobileSession`, the token of `auth.getSession`, and the
session key that both answer. Signatures are not looked at: they are made with the secret of whatever app the player
was registered as, which we do not know, and the key says all that there is to say.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from analytics.scrobbling.inbound.keys import listener_with_key
from analytics.scrobbling.receiving import Heard, now_playing, receive
from integrations.lastfm.codes import (
    AUTHENTICATION_FAILED,
    INVALID_METHOD,
    INVALID_PARAMETERS,
    INVALID_SESSION,
    TOO_NEW,
    TOO_OLD,
    UNAUTHORIZED_TOKEN,
    Refusal,
)
from integrations.lastfm.records import LastfmListen
from integrations.lastfm.rendering import now_playing_body, scrobbles_body, session_body
from integrations.lastfm.submissions import read_listen, read_scrobbles
from integrations.listenbrainz.validation import EARLIEST, SKEW_SECONDS

CLIENT = "Last.fm 2.0"
Form = Mapping[str, str]


def call(http_method: str, form: Form) -> dict[str, Any]:
    """The body of the answer. Raises `Refusal` and `TooManyKept`."""
    name = form.get("method", "").lower()
    if not name:
        raise Refusal(INVALID_PARAMETERS)
    method = _METHODS.get(name)
    if method is None or http_method != "POST":
        raise Refusal(INVALID_METHOD)
    return method(form)


def _mobile_session(form: Form) -> dict[str, Any]:
    if "authToken" in form and "password" not in form:
        raise Refusal(AUTHENTICATION_FAILED, "Send an API key as the password, or use it as the session key")
    if "username" not in form or "password" not in form:
        raise Refusal(INVALID_PARAMETERS)
    user = listener_with_key(form["password"])
    if user is None or form["username"].casefold() not in (user.username.casefold(), user.email.casefold()):
        raise Refusal(AUTHENTICATION_FAILED)
    return session_body(user.username, form["password"].strip())


def _session(form: Form) -> dict[str, Any]:
    if "token" not in form:
        raise Refusal(INVALID_PARAMETERS)
    user = listener_with_key(form["token"])
    if user is None:
        raise Refusal(UNAUTHORIZED_TOKEN)
    return session_body(user.username, form["token"].strip())


def _scrobble(form: Form) -> dict[str, Any]:
    user, listens = _listener(form), read_scrobbles(form)
    now = int(time.time())
    verdicts = [(listen, _ignored(listen, now)) for listen in listens]
    receive(user=user, listens=[_heard(listen) for listen, code in verdicts if code == 0])
    return scrobbles_body(verdicts)


def _now_playing(form: Form) -> dict[str, Any]:
    user, listen = _listener(form), read_listen(form, timed=False)
    now_playing(user=user, heard=_heard(listen))
    return now_playing_body(listen)


_METHODS = {
    "auth.getmobilesession": _mobile_session,
    "auth.getsession": _session,
    "track.scrobble": _scrobble,
    "track.updatenowplaying": _now_playing,
}


def _listener(form: Form) -> User:
    user = listener_with_key(form.get("sk", ""))
    if user is None:
        raise Refusal(INVALID_SESSION)
    return user


def _ignored(listen: LastfmListen, now: int) -> int:
    """The code it is ignored for. Players that were offline for long may send what Last.fm would take no more."""
    if listen.listened_at > now + SKEW_SECONDS:
        return TOO_NEW
    return TOO_OLD if listen.listened_at <= EARLIEST else 0


def _heard(listen: LastfmListen) -> Heard:
    return Heard(
        artist=listen.artist,
        title=listen.track,
        listened_at=listen.listened_at,
        album=listen.album,
        duration_ms=listen.duration * 1000,
        client=CLIENT,
    )
