"""The check of developer tokens, with the public half of a key made at the stand-in's start."""

from __future__ import annotations

import time
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.exceptions import PyJWTError

LONGEST: Final = 15_777_000
"""Seconds between ``iat`` and ``exp``, at most."""


class DeveloperTokens:
    """``private_key`` is what the client signs with, in PEM."""

    def __init__(self, team_id: str, key_id: str) -> None:
        self._team_id = team_id
        self._key_id = key_id
        key = ec.generate_private_key(ec.SECP256R1())
        self._public = key.public_key()
        self.private_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def is_honoured(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer":
            return False
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token, self._public, algorithms=["ES256"], issuer=self._team_id, options={"require": ["iat", "exp"]}
            )
        except PyJWTError:
            return False
        lives = int(claims["exp"]) - int(claims["iat"])
        return header.get("kid") == self._key_id and 0 < lives <= LONGEST and int(claims["iat"]) <= time.time() + 60
