"""The methods of the stand-in: auth, now playing, scrobbles. Signatures are checked before any of them runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from integrations.lastfm.codes import (
    DAILY_LIMIT,
    INVALID_KEY,
    INVALID_METHOD,
    INVALID_PARAMETERS,
    INVALID_SESSION,
    INVALID_SIGNATURE,
    TOO_NEW,
    TOO_OLD,
    Refusal,
)
from integrations.lastfm.records import LastfmListen
from integrations.lastfm.rendering import now_playing_body, scrobbles_body, session_body
from integrations.lastfm.signing import signature
from integrations.lastfm.submissions import read_listen, read_scrobbles
from integrations.standins.lastfm.people import People
from integrations.standins.ledger import Kept, Ledger

OLDEST: Final = 14 * 24 * 60 * 60
NEWEST: Final = 24 * 60 * 60

Form = Mapping[str, str]


class Methods:
    """``ignoring`` are artists whose scrobbles are ignored with code 1;

    ``daily_limit`` is for all listeners together.
    """

    def __init__(self, api_key: str, secret: str, people: People, ledger: Ledger) -> None:
        self._key, self._secret = api_key, secret
        self._people, self._ledger = people, ledger
        self.ignoring: set[str] = set()
        self._ignored: dict[int, int] = {}
        self.daily_limit: int | None = None
        self._known = {
            "auth.gettoken": self._get_token,
            "auth.getsession": self._get_session,
            "auth.getmobilesession": self._get_mobile_session,
            "track.updatenowplaying": self._now_playing,
            "track.scrobble": self._scrobble,
        }

    def reset(self) -> None:
        self.ignoring, self._ignored, self.daily_limit = set(), {}, None

    def ignore_at(self, listened_at: int, code: int) -> None:
        """Ignore what began at this moment, with this code."""
        self._ignored[listened_at] = code

    def call(self, http_method: str, form: Form) -> dict[str, Any]:
        """The body of the answer. Raises `Refusal`."""
        method = form.get("method", "").lower()
        if method not in self._known:
            raise Refusal(INVALID_METHOD)
        if "api_key" not in form:
            raise Refusal(INVALID_PARAMETERS)
        if form["api_key"] != self._key:
            raise Refusal(INVALID_KEY)
        if form.get("api_sig") != signature(form, self._secret):
            raise Refusal(INVALID_SIGNATURE)
        if http_method != "POST" and not method.startswith("auth.get"):
            raise Refusal(INVALID_METHOD, "This method requires a POST request")
        return self._known[method](form)

    def _get_token(self, form: Form) -> dict[str, Any]:
        return {"token": self._people.token()}

    def _get_session(self, form: Form) -> dict[str, Any]:
        if "token" not in form:
            raise Refusal(INVALID_PARAMETERS)
        return session_body(*self._people.session_of_token(form["token"]))

    def _get_mobile_session(self, form: Form) -> dict[str, Any]:
        name, password, digest = (form.get(each, "") for each in ("username", "password", "authToken"))
        return session_body(*self._people.session_of_password(name, password, digest))

    def _now_playing(self, form: Form) -> dict[str, Any]:
        listener, listen = self._listener(form), read_listen(form, timed=False)
        self._ledger.play(listener, _kept(listen))
        return now_playing_body(listen)

    def _scrobble(self, form: Form) -> dict[str, Any]:
        listener, listens = self._listener(form), read_scrobbles(form)
        verdicts = [(listen, self._verdict(listen, place)) for place, listen in enumerate(listens)]
        self._ledger.keep(listener, [_kept(listen) for listen, code in verdicts if code == 0])
        return scrobbles_body(verdicts)

    def _listener(self, form: Form) -> str:
        name = self._people.name_of(form.get("sk", ""))
        if name is None:
            raise Refusal(INVALID_SESSION)
        return name

    def _verdict(self, listen: LastfmListen, place: int) -> int:
        now = time.time()
        if listen.listened_at in self._ignored:
            return self._ignored[listen.listened_at]
        if listen.artist in self.ignoring:
            return 1
        if listen.listened_at < now - OLDEST:
            return TOO_OLD
        if listen.listened_at > now + NEWEST:
            return TOO_NEW
        over = self.daily_limit is not None and self._ledger.received + place >= self.daily_limit
        return DAILY_LIMIT if over else 0


def _kept(listen: LastfmListen) -> Kept:
    return Kept(listen.artist, listen.track, listen.listened_at, listen.album, listen.duration)
