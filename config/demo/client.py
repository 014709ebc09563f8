"""A REST client as anyone would write one: JSON over HTTP, and a look at every status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

ANSWER_SECONDS = 30.0
SHOWN_CHARACTERS = 1200


class StepFailed(Exception):
    """An answer that the demo did not expect."""


@dataclass
class Exchange:
    """One request and its answer, for the line that tells of it and for the report when it went wrong."""

    method: str
    path: str
    body: Any
    status: int = 0
    answer: str = "no answer"

    def report(self) -> str:
        sent = "" if self.body is None else f"\n  sent:   {self.body}"
        answer = " ".join(self.answer.split())
        return f"  asked:  {self.method} {self.path}{sent}\n  answer: {self.status or '-'} {answer[:SHOWN_CHARACTERS]}"


class Api:
    """Remembers the last exchange, and sends the access token once it has one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.access = ""
        self._session = requests.Session()
        self.last = Exchange("GET", "/", None)

    def sign_in(self, access: str) -> None:
        self.access = access
        self._session.headers["Authorization"] = f"Bearer {access}"

    def ask(self, method: str, path: str, body: Any = None, *, expected: int = 200, **query: Any) -> Any:
        """The JSON of the answer. Raises StepFailed when the status is not the expected one."""
        response = self._send(method, path, body, query)
        if response.status_code != expected:
            raise StepFailed(f"expected the status {expected}")
        return response.json() if response.content else None

    def fetch(self, url: str) -> requests.Response:
        """Any address, followed where it leads, without our token: what an `<audio>` element does."""
        self.last = Exchange("GET", url.removeprefix(self.address).partition("?")[0], None)
        response = requests.get(url, headers={"Range": "bytes=0-65535"}, timeout=ANSWER_SECONDS)
        self.last.status, self.last.answer = response.status_code, f"{len(response.content)} bytes"
        if response.status_code not in (200, 206):
            raise StepFailed("expected audio")
        return response

    def visit(self, url: str) -> Any:
        """Any address, followed where it leads, without our token: what a browser does. The JSON at the end."""
        response = requests.get(url, headers={"Accept": "application/json"}, timeout=ANSWER_SECONDS)
        self.last = Exchange("GET", urlsplit(response.url).path, None, response.status_code, response.text)
        if response.status_code != 200:
            raise StepFailed("expected the status 200")
        return response.json()

    def _send(self, method: str, path: str, body: Any, query: dict[str, Any]) -> requests.Response:
        request = requests.Request(method, f"{self.address}{path}", json=body, params=query)
        prepared = self._session.prepare_request(request)
        self.last = Exchange(method, str(prepared.path_url), _without_secrets(body))
        response = self._session.send(prepared, timeout=ANSWER_SECONDS)
        self.last.status, self.last.answer = response.status_code, response.text
        return response


def _without_secrets(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    return {key: "***" if key in ("password", "refresh", "token") else value for key, value in body.items()}
