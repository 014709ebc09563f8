"""Push messages: encrypted for one browser (RFC 8291), signed by this server (RFC 8292), left at its push service.

The encryption is http-ece's, the signature PyJWT's. A push service that answers learns neither what was said nor more
of us than the key that the browser was given.
"""

from __future__ import annotations

import base64
import os
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import http_ece
import jwt
import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from integrations.http import USER_AGENT
from notifications.models import Subscription
from notifications.push_services import origin_of_endpoint

CONNECT_SECONDS, READ_SECONDS = 3.0, 5.0
KEPT_SECONDS = 24 * 3600
"""How long the push service keeps a message for a browser that is away."""

TOKEN_SECONDS = 12 * 3600
LONGEST_PAYLOAD = 3_000
"""Bytes; what push services take is 4096, encrypted."""

LONGEST_WAIT = 3600.0


class Outcome(StrEnum):
    SENT = "sent"
    GONE = "gone"
    """The subscription has ended."""
    LATER = "later"
    """It was not taken, and may be another time."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """No answer came: it may have been taken, so it is not sent again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` is how many seconds the service asked for."""

    outcome: Outcome
    detail: str = ""
    wait: float = 0.0


def public_key() -> str:
    """What browsers subscribe with (`applicationServerKey`); "" when this server has no key."""
    return encode(point(_key().public_key())) if settings.VAPID_PRIVATE_KEY else ""


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def check_keys(p256dh: str, auth: str) -> bool:
    """Whether they are what a browser makes: a point of P-256, and a secret of 16 bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(p256dh))
        return len(decode(auth)) == 16
    except (ValueError, UnsupportedAlgorithm):
        return False


def send_push(subscription: Subscription, payload: bytes, *, topic: str) -> Answer:
    """Leave one message. A newer one of the same ``topic`` takes its place while the browser is away."""
    origin = origin_of_endpoint(subscription.endpoint)
    if origin is None or not settings.VAPID_PRIVATE_KEY:
        return Answer(Outcome.GONE, "not a known push service any more")
    headers = {
        "Authorization": f"vapid t={_token(origin)}, k={public_key()}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": topic,
        "Urgency": "normal",
        "User-Agent": USER_AGENT,
    }
    return _post(subscription.endpoint, _encrypted(subscription, payload), headers)


def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                endpoint,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,  # nothing of the body is read
            )
            answer.close()
    except requests.RequestException as error:
        return Answer(Outcome.LATER if _never_left(error) else Outcome.UNKNOWN, type(error).__name__)
    return _understood(answer)


def _understood(answer: requests.Response) -> Answer:
    detail = f"answered {answer.status_code}"
    if answer.ok and not answer.is_redirect:
        return Answer(Outcome.SENT)
    if answer.status_code in (404, 410):
        return Answer(Outcome.GONE, detail)
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        asked = answer.headers.get("Retry-After", "")
        wait = min(float(asked[:6]), LONGEST_WAIT) if asked.isascii() and asked.isdigit() else 0.0
        return Answer(Outcome.LATER, detail, wait)
    return Answer(Outcome.REFUSED, detail)


def _never_left(error: requests.RequestException) -> bool:
    """Whether no connection was made, so that nothing can have arrived."""
    cause: Any = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, requests.exceptions.SSLError) or isinstance(
        reason, ConnectTimeoutError | NewConnectionError
    )


def _encrypted(subscription: Subscription, payload: bytes) -> bytes:
    body: bytes = http_ece.encrypt(
        payload,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decode(subscription.p256dh),
        auth_secret=decode(subscription.auth),
        version="aes128gcm",
    )
    return body


def _token(origin: str) -> str:
    claims = {"aud": origin, "exp": int(time.time()) + TOKEN_SECONDS, "sub": settings.VAPID_SUBJECT}
    return jwt.encode(claims, _key(), algorithm="ES256")


def _key() -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(decode(settings.VAPID_PRIVATE_KEY), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
