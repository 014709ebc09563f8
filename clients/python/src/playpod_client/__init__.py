"""A typed client of PlayPod's API.

`generated` is written from the OpenAPI document: a module for each operation in `generated.api`, a class for each body
in `generated.models`. Here is what a document cannot say: how a listener stays signed in, and what a refusal is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

import httpx

from playpod_client.generated.client import AuthenticatedClient

__all__ = ["Refused", "Tokens", "connect", "expect"]

Body = TypeVar("Body")
Keep = Callable[[str, str], None]
UNAUTHORIZED = 401


class Refused(Exception):
    """The answer was a problem document. ``code`` is stable, for programs; ``body`` is all of it."""

    def __init__(self, body: dict[str, object]) -> None:
        self.body = body
        self.status = body.get("status")
        self.code = str(body.get("code", ""))
        super().__init__(f"{self.status} {self.code}: {body.get('detail', 'no answer that the document knows')}")


def expect(kind: type[Body], answer: object) -> Body:
    """The answer, if it is of this kind. Raises Refused for a problem document, and for an answer without a body."""
    if isinstance(answer, kind):
        return answer
    to_dict = getattr(answer, "to_dict", dict)
    raise Refused(to_dict())


class Tokens(httpx.Auth):
    """Sends the access token, and renews the pair when it has expired, once a request.

    ``keep`` is given each new pair, access first: a refresh token is good for one renewal.
    """

    requires_response_body = True

    def __init__(self, address: str, access: str, refresh: str = "", keep: Keep | None = None) -> None:
        self.access, self.refresh = access, refresh
        self._address = address.rstrip("/")
        self._keep = keep

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        sent = self._sign(request)
        answer = yield request
        if answer.status_code != UNAUTHORIZED or not self.refresh or not sent:
            return
        # Another thread may have renewed it in the meantime.
        if sent == self.access:
            renewed = yield httpx.Request(
                "POST", f"{self._address}/api/accounts/token/refresh/", json={"refresh": self.refresh}
            )
            if renewed.status_code != httpx.codes.OK:
                return
            self._take(renewed.json())
        self._sign(request)
        yield request

    def _sign(self, request: httpx.Request) -> str:
        access = self.access
        if access:
            request.headers["Authorization"] = f"Bearer {access}"
        else:
            request.headers.pop("Authorization", None)
        return access

    def _take(self, pair: dict[str, str]) -> None:
        self.access = pair["access"]
        self.refresh = pair.get("refresh", self.refresh)
        if self._keep is not None:
            self._keep(self.access, self.refresh)


def connect(
    address: str,
    *,
    access: str = "",
    refresh: str = "",
    keep: Keep | None = None,
    key: str = "",
    timeout: float = 30.0,
) -> AuthenticatedClient:
    """A client of the server at ``address``, for the listener of these tokens or of an API ``key``.

    Without either it is good for what is open to everybody, such as signing in.
    """
    place, patience = address.rstrip("/"), httpx.Timeout(timeout)
    if key:
        return AuthenticatedClient(base_url=place, token=key, prefix="Api-Key", timeout=patience)
    signed = {"auth": Tokens(address, access, refresh, keep)}
    return AuthenticatedClient(base_url=place, token=access, timeout=patience, httpx_args=signed)
