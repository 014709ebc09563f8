"""A ListenBrainz on loopback: tokens, listens and what is playing, with its rate limit on every answer.

`with ListenBrainzStandin() as brainz: ... brainz.base_url, brainz.token`. The token is that of `brainz.listener`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from integrations.listenbrainz.submissions import LISTEN_BYTES, PLAYING_NOW, Submitted, read_submission
from integrations.listenbrainz.validation import BadSubmission
from integrations.standins.ledger import Kept, Ledger
from integrations.standins.listenbrainz.allowance import Allowances
from integrations.standins.reply import Reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.standin import Standin

TOO_MANY = (
    "You have exceeded your rate limit. See the X-RateLimit-* response headers for more information on your current "
    "rate limit."
)
PAUSED = "You are not allowed to submit listens. Your account has been paused."


class ListenBrainzStandin(Standin):
    """``ledger`` holds what was submitted, by listener. ``paused`` are listeners who may not submit.

    ``largest`` is how many bytes a listen may have.
    """

    token = "5f3c9a52-6a0e-4bb4-9d0c-7f1c2f5d9e11"  # noqa: S105 - of nobody
    listener = "ada"

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        super().__init__(port=port, prefix=prefix)
        self.ledger, self.allowances = Ledger(), Allowances()
        self.tokens = {self.token: self.listener}
        self.paused: set[str] = set()
        self.largest = LISTEN_BYTES

    def reset(self) -> None:
        super().reset()
        self.ledger.clear()
        self.allowances = Allowances()
        self.tokens, self.paused, self.largest = {self.token: self.listener}, set(), LISTEN_BYTES

    def rate_limit(self, limit: int, window: float) -> None:
        """``limit`` requests in each ``window`` seconds."""
        self.allowances = Allowances(limit, window)

    def reply(self, request: Request) -> Reply | None:
        within, headers = self.allowances.take()
        answer = super().reply(request) if within else self._over_quota()
        return replace(answer, headers={**headers, **answer.headers}) if answer else None

    def _over_quota(self) -> Reply:
        return _error(429, TOO_MANY)

    def _answer(self, path: str, request: Request) -> Reply | None:  # type: ignore[override]  # it may hang up
        token = request.headers.get("Authorization", "").removeprefix("Token ").strip()
        if path == "/1/validate-token" and request.method == "GET":
            return self._validated(token)
        if path == "/1/submit-listens" and request.method == "POST":
            return self._submitted(self.tokens.get(token), request.body)
        name, _, what = path.removeprefix("/1/user/").partition("/")
        if path.startswith("/1/user/") and what in ("listens", "playing-now"):
            return self._shown(name, what)
        return _error(404, "The requested URL was not found on the server.")

    def _validated(self, token: str) -> Reply:
        if not token:
            return _error(400, "You need to provide an Authorization token.")
        if token not in self.tokens:
            return json_reply({"code": 200, "message": "Token invalid.", "valid": False})
        found = {"code": 200, "message": "Token valid.", "valid": True, "user_name": self.tokens[token]}
        return json_reply(found)

    def _submitted(self, listener: str | None, body: bytes) -> Reply | None:
        if listener is None:
            return _error(401, "Invalid authorization token.")
        if listener in self.paused:
            return _error(401, PAUSED)
        try:
            kind, listens = read_submission(body, largest=self.largest)
        except BadSubmission as error:
            return _error(400, str(error))
        if kind == PLAYING_NOW:
            self.ledger.play(listener, _kept(listens[0]))
            return json_reply({"status": "ok"})
        self.ledger.keep(listener, map(_kept, listens))
        return self.ledger.answered(json_reply({"status": "ok"}))

    def _shown(self, name: str, what: str) -> Reply:
        if name not in self.tokens.values():
            return _error(404, f"Cannot find user: {name}")
        playing = self.ledger.playing(name)
        kept = ([playing] if playing else []) if what == "playing-now" else self.ledger.of(name)[::-1]
        shown = [_shown(each, name) for each in kept]
        return json_reply({"payload": {"count": len(shown), "user_id": name, "listens": shown}})


def _error(status: int, message: str) -> Reply:
    return json_reply({"code": status, "error": message}, status)


def _kept(listen: Submitted) -> Kept:
    return Kept(listen.artist, listen.track, listen.listened_at, listen.release, listen.duration_ms // 1000)


def _shown(kept: Kept, name: str) -> dict[str, Any]:
    about = {"artist_name": kept.artist, "track_name": kept.track, "release_name": kept.album, "additional_info": {}}
    timed = {"listened_at": kept.listened_at} if kept.listened_at else {"playing_now": True}
    return {**timed, "user_name": name, "track_metadata": about}
