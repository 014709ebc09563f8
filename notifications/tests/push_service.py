"""A push service on loopback, and the browser behind it, which alone can read what it is sent (RFC 8291)."""

from __future__ import annotations

import json
import os
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from integrations.standins.reply import Reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.standin import Standin
from notifications.web_push import decode, encode, point

LARGEST: Final = 4096
"""Bytes that a push service has to take (RFC 8030, 7.2)."""


class Browser:
    """``gone`` is the status that its push service answers with once it has unsubscribed."""

    def __init__(self, endpoint: str, application_key: str) -> None:
        self.endpoint = endpoint
        self.application_key = application_key
        self.gone = 0
        self.messages: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()`."""
        keys = {"p256dh": encode(point(self._key.public_key())), "auth": encode(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def take(self, body: bytes) -> None:
        text = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        self.messages.append(json.loads(text))


class PushService(Standin):
    """Hands out endpoints, checks who sends, and passes messages on to the browsers."""

    def __init__(self) -> None:
        super().__init__()
        self._browsers: dict[str, Browser] = {}
        self._taking = Lock()

    def browser(self, application_key: str) -> Browser:
        path = f"/push/{len(self._browsers)}-{encode(os.urandom(12))}"
        browser = self._browsers[path] = Browser(self.base_url + path, application_key)
        return browser

    def _answer(self, path: str, request: Request) -> Reply:
        browser = self._browsers.get(path)
        if browser is None or browser.gone:
            return json_reply({"error": "gone"}, browser.gone if browser else 404)
        if wrong := self._refusal(request, browser):
            return json_reply({"error": wrong}, 403)
        if len(request.body) > LARGEST:
            return json_reply({"error": "too large"}, 413)
        with self._taking:
            browser.take(request.body)
            browser.headers.append({name: str(request.headers[name]) for name in ("TTL", "Topic", "Urgency")})
        return json_reply({}, 201)

    def _refusal(self, request: Request, browser: Browser) -> str:
        """What is wrong with the VAPID header (RFC 8292), "" when nothing is."""
        scheme, _, text = str(request.headers["Authorization"]).partition(" ")
        said = dict(part.strip().split("=", 1) for part in text.split(","))
        if scheme != "vapid" or said["k"] != browser.application_key:
            return "not the application that the browser subscribed with"
        if request.headers["Content-Encoding"] != "aes128gcm" or not request.headers["TTL"]:
            return "headers"
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(said["k"]))
        parts = urlsplit(browser.endpoint)
        try:
            claims = jwt.decode(said["t"], key, algorithms=["ES256"], audience=f"{parts.scheme}://{parts.netloc}")
        except jwt.InvalidTokenError as error:
            return str(error)
        return "" if claims["sub"].startswith(("mailto:", "https:")) else "sub"

    def _over_quota(self) -> Reply:
        return json_reply({"error": "slow down"}, 429, {"Retry-After": "120"})
