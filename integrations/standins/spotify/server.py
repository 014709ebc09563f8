"""A Spotify on loopback: the Web API as a new app sees it, and the accounts service.

`with SpotifyStandin() as spotify: ... spotify.api_url, spotify.accounts_url, spotify.client_id, spotify.client_secret`.
Faults may be limited to the paths that begin with ``under``, such as ``/v1/search`` or ``/api/token``.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from integrations.standins.library import Library
from integrations.standins.reply import Reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.spotify import refusals
from integrations.standins.spotify.answers import Answers
from integrations.standins.spotify.consents import Consents
from integrations.standins.spotify.grants import LIFETIME, Grants
from integrations.standins.spotify.library_answers import LibraryAnswers
from integrations.standins.spotify.listeners import StandinListener, people
from integrations.standins.spotify.refusals import TEXT, Refused
from integrations.standins.spotify.shapes import Shapes
from integrations.standins.standin import Standin

VERSION = "/v1"


class SpotifyStandin(Standin):
    """``retry_after`` is what it says, in seconds, to requests over the quota."""

    client_id = "standin-client"
    client_secret = "standin-secret"  # noqa: S105 - of nobody

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        super().__init__(port=port, prefix=prefix)
        self.retry_after = 7
        self.library = Library(serials=True)
        self.api_url = self.base_url + VERSION
        self.accounts_url = self.base_url
        self.grants = Grants(self.client_id, self.client_secret)
        self.consents = Consents(self.grants)
        shapes = Shapes(self.library, self.api_url)
        self.answers = Answers(self.library, shapes)
        self.own_answers = LibraryAnswers(self.library, shapes, people(self.library))

    @property
    def api_paths(self) -> list[str]:
        """What the Web API was asked, without the token endpoint's requests."""
        return [path.removeprefix(VERSION) for path in self.paths if path.startswith(VERSION)]

    @property
    def listeners(self) -> dict[str, StandinListener]:
        """By their ids."""
        return self.own_answers.listeners

    def reset(self) -> None:
        super().reset()
        self.grants.lifetime, self.answers.null_every, self.retry_after = LIFETIME, 0, 7
        self.own_answers.listeners, self.own_answers.both_names = people(self.library), False
        self.consents.reset()

    def expire_tokens(self) -> None:
        """Every token issued so far is refused from now on."""
        self.grants.expire_all()

    def rate_limited(self, retry_after: int = 7, under: str = "") -> None:
        self.answer_with(refusals.too_many(retry_after), under)

    def rate_limited_in_words(self, under: str = "") -> None:
        """The same as text, and without Retry-After."""
        self.answer_with(Reply(429, b"Too many requests", TEXT), under)

    def quota_exceeded(self, retry_after: int | None = None, under: str = "") -> None:
        self.answer_with(refusals.quota_exceeded(retry_after), under)

    def owner_without_premium(self, under: str = VERSION) -> None:
        self.answer_with(refusals.owner_without_premium(), under)

    def listener_not_registered(self, under: str = VERSION) -> None:
        self.answer_with(refusals.listener_not_registered(), under)

    def close_endpoint(self, under: str, *, with_words: bool = True) -> None:
        self.answer_with(refusals.closed() if with_words else refusals.closed_without_words(), under)

    def gone(self, under: str) -> None:
        """404 with an empty body."""
        self.answer_with(refusals.gone_without_body(), under)

    def _over_quota(self) -> Reply:
        return refusals.too_many(self.retry_after)

    def _answer(self, path: str, request: Request) -> Reply:
        if path == "/api/token":
            return self.grants.answer(request)
        if path == "/authorize":
            return self.consents.authorize(dict(parse_qsl(request.query, keep_blank_values=True)))
        if not path.startswith(f"{VERSION}/"):
            return refusals.error_reply(404, "Service not found")
        grant = self.grants.grant_or_refusal(request)
        if isinstance(grant, Reply):
            return grant
        query, path = dict(parse_qsl(request.query, keep_blank_values=True)), path.removeprefix(VERSION).rstrip("/")
        try:
            own = self.own_answers.answer(path, query, grant)
            return json_reply(self.answers.answer(path, query) if own is None else own)
        except Refused as refused:
            return refused.reply
