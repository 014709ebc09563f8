"""The tokens in share links: the link's id, signed. Nothing of them is stored; only this server's key makes them.

The signature is compared in constant time by Django. Another key ends all links.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from playlists.models import ShareLink

LONGEST: Final = 100

_signer = Signer(sep=".", salt="playlists.sharing.link")


def token_of(link: ShareLink) -> str:
    return _signer.sign(base64.urlsafe_b64encode(link.pk.bytes).rstrip(b"=").decode())


def address_of(link: ShareLink) -> str:
    return settings.PUBLIC_URL + reverse("shared-playlist", args=[token_of(link)])


def link_id(token: str) -> UUID | None:
    """None when we have not signed it."""
    if len(token) > LONGEST:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (BadSignature, binascii.Error, ValueError):
        return None
