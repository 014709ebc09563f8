"""Bytes of a file elsewhere, such as a preview at a provider's CDN, read as they come and never held whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from http.client import HTTPException
from typing import Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from integrations.errors import ProviderUnavailable
from integrations.http import USER_AGENT

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 5.0
"""Between two pieces."""
CHUNK: Final = 64 * 1024
MOST: Final = 50 * 1024 * 1024
"""Bytes of one file; a longer one is broken off."""
POOLED: Final = 32

_BROKEN = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError)


class RemoteFile:
    """An answer whose body has not been read yet. Whoever has one closes it."""

    def __init__(self, service: str, response: requests.Response) -> None:
        self._service = service
        self._response = response
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    def chunks(self) -> Iterator[bytes]:
        """Pieces of 64 KiB at most. Raises ProviderUnavailable when the rest does not come."""
        sent = 0
        try:
            for chunk in self._response.raw.stream(CHUNK, decode_content=False):
                sent += len(chunk)
                if sent > MOST:
                    raise ProviderUnavailable(self._service, f"sent more than {MOST} bytes")
                yield chunk
        except _BROKEN:
            raise ProviderUnavailable(self._service, "broke off its file") from None

    def close(self) -> None:
        self._response.close()


def open_file(service: str, url: str, headers: Mapping[str, str]) -> RemoteFile:
    """Any status is an answer; redirects are not followed. Raises ProviderUnavailable without quoting the address."""
    if not url.startswith(("https://", "http://")):
        raise ProviderUnavailable(service, "named an address that is none")
    try:
        response = _session(os.getpid()).get(
            url,
            headers={"Accept-Encoding": "identity", **headers},
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
        )
    except _BROKEN:
        raise ProviderUnavailable(service, "cannot be reached") from None
    return RemoteFile(service, response)


@cache
def _session(process: int) -> requests.Session:
    """Of this process: a child of a fork must not talk over its parent's sockets."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = USER_AGENT
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=POOLED, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
