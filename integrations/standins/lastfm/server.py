"""A Last.fm on loopback: the API 2.0 with sessions and scrobbles, and the page where listeners give permission.

`with LastfmStandin() as lastfm: ... lastfm.api_url, lastfm.site_url, lastfm.api_key, lastfm.secret`.
On the page the listener is always `lastfm.listener`, and always says yes.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from integrations.lastfm.codes import INVALID_KEY, RATE_LIMIT, Refusal
from integrations.lastfm.rendering import refused, rendered
from integrations.standins.lastfm.methods import Methods
from integrations.standins.lastfm.people import People
from integrations.standins.ledger import Ledger
from integrations.standins.reply import Reply, html_reply
from integrations.standins.serving import Request
from integrations.standins.standin import Standin

API = "/2.0"
CONSENT = "/api/auth"


class LastfmStandin(Standin):
    """``ledger`` holds what was scrobbled, by listener."""

    api_key = "0123456789abcdef0123456789abcdef"
    secret = "fedcba9876543210fedcba9876543210"  # noqa: S105 - of nobody

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        super().__init__(port=port, prefix=prefix)
        self.api_url, self.site_url = self.base_url + API, self.base_url
        self.listener = "Ada"
        self.people, self.ledger = People(), Ledger()
        self.methods = Methods(self.api_key, self.secret, self.people, self.ledger)
        self._failing: list[Refusal] = []

    def reset(self) -> None:
        """Sessions stay."""
        super().reset()
        self.ledger.clear()
        self.fail()
        self.methods.reset()

    def fail(self, *codes: int) -> None:
        """The next calls are answered with these error codes, one each."""
        with self._lock:
            self._failing = [Refusal(code) for code in codes]

    def _over_quota(self) -> Reply:
        return _refused(Refusal(RATE_LIMIT), as_json=True)

    def _answer(self, path: str, request: Request) -> Reply | None:  # type: ignore[override]  # it may hang up
        if path.rstrip("/") == CONSENT:
            return self._consent(dict(parse_qsl(request.query)))
        if path.rstrip("/") != API:
            return html_reply(404)
        sent = f"{request.query}&{request.body.decode('utf-8', 'replace')}"
        form = dict(parse_qsl(sent, keep_blank_values=True))
        as_json = form.get("format") == "json"
        try:
            self._fail()
            reply = Reply(200, *rendered(self.methods.call(request.method, form), as_json=as_json))
        except Refusal as refusal:
            return _refused(refusal, as_json=as_json)
        return self.ledger.answered(reply) if form["method"].lower() == "track.scrobble" else reply

    def _fail(self) -> None:
        with self._lock:
            if self._failing:
                raise self._failing.pop(0)

    def _consent(self, query: dict[str, str]) -> Reply:
        """With a callback, back to it with a token; without, the token that a desktop client has got is approved."""
        if query.get("api_key") != self.api_key:
            return _refused(Refusal(INVALID_KEY), as_json=False)
        if "cb" not in query:
            return html_reply(200 if self.people.approve(query.get("token", ""), self.listener) else 404)
        token = urlencode({"token": self.people.token(approved_by=self.listener)})
        target = urlsplit(query["cb"])
        back = target._replace(query=f"{target.query}&{token}" if target.query else token).geturl()
        return html_reply(302, {"Location": back})


def _refused(refusal: Refusal, *, as_json: bool) -> Reply:
    return Reply(refusal.status, *refused(refusal, as_json=as_json))
