"""A client as a stranger would write it for the contract: plain HTTP, and a look at the shape of each answer."""

from __future__ import annotations

from typing import Any

import requests

from config.tests.contract.endpoints import Endpoints
from config.tests.contract.shapes import mismatches


class ContractClient:
    """Calls the endpoints of one room, checks each good answer, and remembers which were called."""

    def __init__(self, base_url: str, endpoints: Endpoints) -> None:
        self._base_url = base_url
        self._endpoints = endpoints
        self._called: set[tuple[str, str]] = set()
        self.session = requests.Session()

    def call(self, method: str, path: str, body: Any = None, *, ids: dict[str, str] | None = None, **extra: Any) -> Any:
        """The answer's body, after status and shape were found to be as promised. ``extra`` goes to `requests`."""
        status, shape = self._endpoints[method, path]
        answer = self.plain(method, path.format(**(ids or {})), body, **extra)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        value = answer.json() if answer.content else None
        wrong = mismatches(value, shape, f"{method} {path}")
        assert not wrong, "\n".join(wrong)
        self._called.add((method, path))
        return value

    def plain(self, method: str, path: str, body: Any = None, **extra: Any) -> requests.Response:
        """A request outside the contract, or one whose answer is of no interest."""
        if body is not None:
            extra["json"] = body
        return self.session.request(method, f"{self._base_url}{path}", timeout=30, **extra)

    def fetch(self, address: str, **headers: str) -> requests.Response:
        """What stands at an absolute address that an answer named, asked for as an audio or image element would."""
        return requests.get(address, headers=headers, timeout=30)

    def sign_up(self, name: str = "ada") -> None:
        """A new listener, signed in; every later call carries the token."""
        account = {"username": name, "email": f"{name}@example.com", "password": "correct horse battery"}
        assert self.plain("POST", "/api/accounts/register/", account).status_code == 201
        tokens = self.plain("POST", "/api/accounts/token/", account).json()
        self.session.headers["Authorization"] = f"Bearer {tokens['access']}"

    def not_called(self) -> list[tuple[str, str]]:
        return sorted(set(self._endpoints) - self._called)
