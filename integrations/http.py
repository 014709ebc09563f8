"""One way out to every HTTP service: bounded in time and size, with our own exceptions only.

A service's client says where (`path`, `params`) and how to understand the answer (`read`). Sending and reading both
happen inside the client's gate, so that a quota or a breaker put there sees every send and every failure.
"""

from __future__ import annotations

import json as json_codec
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.exceptions import TimeoutError as PoolTimeout

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded

USER_AGENT: Final = "PlayPod/0.1.0"
CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 2.0
MAX_BYTES: Final = 5_000_000
"""Of one answer, unpacked."""
MAX_REDIRECTS: Final = 3
MAX_RETRY_AFTER: Final = 3600.0
RETRY_PAUSE: Final = 0.1
RETRY_NEEDS: Final = 1.0
"""Seconds of budget without which nothing is sent a second time."""
POOLED_CONNECTIONS: Final = 32

_HEADERS = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOMENTARY = frozenset({502, 503, 504})

T = TypeVar("T")
Gate = Callable[[Budget], AbstractContextManager[object]]
"""Entered around each send, left when its answer is understood or has failed. It may wait within the budget, and
refuses by raising `ProviderUnavailable`."""


def open_gate(budget: Budget) -> AbstractContextManager[object]:
    """The gate that lets everything through."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds, where the service says so as a number."""
        text = self.headers.get("Retry-After", "").strip()
        if not text.isascii() or not text.isdigit():
            return None
        return min(float(text[:9]), MAX_RETRY_AFTER)


def decoded(service: str, answer: Answer) -> object:
    """The JSON value of the body; a body that is none is `ProviderUnavailable`."""
    try:
        value: object = json_codec.loads(answer.body)
    except (ValueError, RecursionError):
        raise ProviderUnavailable(service, f"answered {answer.status} without readable JSON") from None
    return value


def status_error(service: str, answer: Answer) -> ProviderError | None:
    """What the status alone says, None for 2xx. Refusals (401, 403) count as unavailable: not the listener's doing."""
    status, wait = answer.status, answer.retry_after
    detail = f"answered {status}"
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return NotFoundAtProvider(service, detail)
    if status == 429:
        return QuotaExceeded(service, detail, retry_after=2.0 if wait is None else wait)
    if 400 <= status < 500 and status not in (401, 403, 407, 408, 425):
        return ProviderRejected(service, detail)
    momentary = status in _MOMENTARY and wait is None
    return ProviderUnavailable(service, detail, retry_after=2.0 if wait is None else wait, momentary=momentary)


class HttpClient:
    """One service behind one base URL, which may carry a path prefix. Safe to share between threads.

    ``read_seconds`` is how long the service may be silent, within the budget. Every method raises `ProviderUnavailable`
    when no whole answer came within the budget, and whatever `read` raises.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        gate: Gate = open_gate,
        headers: Mapping[str, str] | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.service = service
        self._read_seconds = read_seconds
        self._base_url = base_url.rstrip("/")
        self._gate = gate
        self._headers = {**_HEADERS, **(headers or {})}
        self._pooled: tuple[int, requests.Session] | None = None

    def get_json(self, path: str, *, budget: Budget, params: Mapping[str, str | int] | None = None) -> object:
        """The decoded body of a 2xx answer; other statuses become the error of `status_error`."""
        return self.send("GET", path, params=params, budget=budget, read=self._read_json)

    def send(
        self,
        method: str,
        path: str,
        *,
        budget: Budget,
        read: Callable[[Answer], T],
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: object = None,
    ) -> T:
        """Send, follow redirects of a GET on the same host, and hand the answer to ``read``.

        A GET that failed for the moment is sent once more, if more than a second of the budget is left.
        """
        content: dict[str, Any] = {"params": params, "headers": headers, "data": form, "json": json}
        try:
            return self._send_once(method, path, dict(content), budget, read)
        except ProviderUnavailable as error:
            if method != "GET" or not error.momentary or budget.remaining <= RETRY_NEEDS + RETRY_PAUSE:
                raise
        time.sleep(RETRY_PAUSE)
        return self._send_once(method, path, content, budget, read)

    def close(self) -> None:
        """Drop the kept connections; the next request opens new ones."""
        pooled, self._pooled = self._pooled, None
        if pooled:
            pooled[1].close()

    def _send_once(
        self, method: str, path: str, content: dict[str, Any], budget: Budget, read: Callable[[Answer], T]
    ) -> T:
        url = self._base_url + path
        for _ in range(MAX_REDIRECTS + 1):
            with self._gate(budget):
                answer = self._exchange(method, url, content, budget)
                if answer.status not in _REDIRECTS:
                    return read(answer)
                url = self._redirected(method, url, answer)
                content["params"] = None
        raise ProviderUnavailable(self.service, "redirects without end")

    def _read_json(self, answer: Answer) -> object:
        if error := status_error(self.service, answer):
            raise error
        return decoded(self.service, answer)

    def _redirected(self, method: str, url: str, answer: Answer) -> str:
        target = urljoin(url, answer.headers.get("Location", ""))
        here, there = urlsplit(url), urlsplit(target)
        if method != "GET" or (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise ProviderUnavailable(self.service, f"answered {answer.status}, leading elsewhere")
        return target

    def _exchange(self, method: str, url: str, content: dict[str, Any], budget: Budget) -> Answer:
        """Never quotes the library's own words in an error: they hold addresses, and those may hold keys."""
        remaining = budget.remaining
        if remaining <= 0:
            raise ProviderUnavailable(self.service, "no time left to ask")
        timeout = (min(CONNECT_SECONDS, remaining), min(self._read_seconds, remaining))
        try:
            with self._session().request(
                method, url, **content, timeout=timeout, stream=True, allow_redirects=False, auth=_without_netrc
            ) as response:
                return Answer(response.status_code, response.headers, self._body(response, budget))
        except (requests.Timeout, PoolTimeout, TimeoutError):
            raise ProviderUnavailable(self.service, "timed out") from None
        except requests.ConnectionError:
            raise ProviderUnavailable(self.service, "cannot be reached", momentary=True) from None
        except (requests.exceptions.ChunkedEncodingError, ProtocolError):
            raise ProviderUnavailable(self.service, "broke off its answer", momentary=True) from None
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError):
            raise ProviderUnavailable(self.service, "broke off its answer") from None

    def _body(self, response: requests.Response, budget: Budget) -> bytes:
        """Whatever is there at each step, so that an answer in drips meets the deadline too."""
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_BYTES:
                raise ProviderUnavailable(self.service, f"answered more than {MAX_BYTES} bytes")
            if budget.spent:
                raise ProviderUnavailable(self.service, "timed out")
        return bytes(body)

    def _session(self) -> requests.Session:
        """One per process: a child of a fork must not talk over its parent's sockets."""
        pooled = self._pooled
        if pooled is None or pooled[0] != os.getpid():
            pooled = self._pooled = (os.getpid(), _new_session(self._headers))
        return pooled[1]


def _new_session(headers: Mapping[str, str]) -> requests.Session:
    """Without cookies: a jar is the only part of a session that threads would change."""
    session = requests.Session()
    session.headers = CaseInsensitiveDict(headers)
    session.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=POOLED_CONNECTIONS, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _without_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """An authenticator that adds nothing; with none at all, requests would look for passwords in ~/.netrc."""
    return request
