"""An Apple Music on loopback: one storefront's catalogue, for whoever signs with its key.

`with AppleStandin() as apple: ... apple.api_url, apple.team_id, apple.key_id, apple.private_key`. Faults may be limited
to the paths that begin with ``under``, such as ``/v1/catalog/us/search``.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from integrations.standins.apple.answers import Answers, Refused
from integrations.standins.apple.developer_tokens import DeveloperTokens
from integrations.standins.apple.shapes import Shapes
from integrations.standins.library import Library
from integrations.standins.reply import Reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.standin import Standin

VERSION = "/v1"


class AppleStandin(Standin):
    team_id = "TEAM123456"
    key_id = "KEY1234567"
    storefront = "us"

    def __init__(self, *, port: int = 0, prefix: str = "") -> None:
        super().__init__(port=port, prefix=prefix)
        self.library = Library(serials=True)
        self.api_url = self.base_url + VERSION
        catalogue = f"/catalog/{self.storefront}"
        self.answers = Answers(self.library, Shapes(self.library, self.storefront), catalogue)
        self._within = VERSION + catalogue
        self._tokens = DeveloperTokens(self.team_id, self.key_id)

    @property
    def private_key(self) -> str:
        return self._tokens.private_key

    @property
    def catalogue_paths(self) -> list[str]:
        """What was asked of the catalogue, without version and storefront."""
        return [path.removeprefix(self._within) for path in self.paths]

    def reset(self) -> None:
        super().reset()
        self.answers.search_includes = True

    def _over_quota(self) -> Reply:
        error = {"id": "STANDIN", "title": "Too Many Requests", "status": "429", "code": "42900"}
        return json_reply({"errors": [error]}, 429)

    def _answer(self, path: str, request: Request) -> Reply:
        if not self._tokens.is_honoured(request.headers.get("Authorization", "")):
            return Reply(401, b"")
        if not path.startswith(f"{self._within}/"):
            return json_reply(Refused(404, "40400", "Resource Not Found").body, 404)
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        try:
            return json_reply(self.answers.answer(path.removeprefix(self._within), query))
        except Refused as refused:
            return json_reply(refused.body, refused.status)
