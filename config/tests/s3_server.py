"""A stand-in for S3 on a free port of this machine: one bucket, in memory, that refuses whoever shows no signature.

It speaks as much of the protocol as our storage uses: PUT, GET, HEAD and DELETE of an object, HEAD and list of the
bucket. ``fault`` makes it answer every request with that status.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "playpod-files"
DATE = "Sat, 21 Nov 2026 10:00:00 GMT"
_ERROR = "<?xml version='1.0'?><Error><Code>{0}</Code><Message>{0}</Message></Error>"
_LIST = "<?xml version='1.0'?><ListBucketResult><IsTruncated>false</IsTruncated>{0}</ListBucketResult>"
_ENTRY = "<Contents><Key>{0}</Key><LastModified>2026-11-21T10:00:00.000Z</LastModified><Size>{1}</Size></Contents>"


class S3Server(ThreadingHTTPServer):
    """``objects`` are the bodies by key, ``headers`` those they were stored with, ``requests`` what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.requests: list[tuple[str, str]] = []
        self.fault = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3Server

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if key := self._key():
            self.server.objects[key] = body
            self.server.headers[key] = {name.lower(): value for name, value in self.headers.items()}
            self._answer(200, b"", ETag=_etag(body))

    def do_GET(self) -> None:
        key = self._key()
        if key == "":
            self._list()
        elif key is not None:
            self._object(key)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if key := self._key():
            self.server.objects.pop(key, None)
            self._answer(204, b"")

    def _key(self) -> str | None:
        """The object that is asked for, "" for the bucket; None when the request has been refused."""
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        self.server.requests.append((self.command, key))
        if self.server.fault:
            self._refuse(self.server.fault, "InternalError")
        elif not self._signed(parse_qs(parts.query)):
            self._refuse(403, "AccessDenied")
        elif bucket != BUCKET:
            self._refuse(404, "NoSuchBucket")
        else:
            return key
        return None

    def _signed(self, query: dict[str, list[str]]) -> bool:
        header = self.headers.get("Authorization", "")
        by_header = header.startswith("AWS4-HMAC-SHA256 Credential=") and "Signature=" in header
        return by_header or {"X-Amz-Signature", "X-Amz-Expires", "X-Amz-Credential"} <= set(query)

    def _object(self, key: str) -> None:
        body = self.server.objects.get(key)
        if body is None:
            self._refuse(404, "NoSuchKey")
            return
        kind = self.server.headers[key].get("content-type", "application/octet-stream")
        self._answer(200, body, **{"Content-Type": kind, "ETag": _etag(body), "Last-Modified": DATE})

    def _list(self) -> None:
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        found = sorted(key for key in self.server.objects if key.startswith(prefix))
        entries = "".join(_ENTRY.format(escape(key), len(self.server.objects[key])) for key in found)
        self._answer(200, _LIST.format(entries).encode(), **{"Content-Type": "application/xml"})

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, _ERROR.format(code).encode(), **{"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _etag(body: bytes) -> str:
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'


@contextmanager
def running() -> Iterator[S3Server]:
    server = S3Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
