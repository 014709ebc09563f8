"""What lets somebody into a party: a code to read out, and a link that is signed and expires."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core import signing

from parties.errors import CodeInvalid
from parties.models import Party

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without I, L and O, which look like digits and each other: 8 of them are 78 milliards."""

LENGTH: Final = 8
LINK_GOOD_FOR: Final = timedelta(days=7)
_SALT = "parties.links"


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def party_of_code(code: str) -> UUID:
    """However it is written: small letters, blanks and dashes do no harm. Raises CodeInvalid."""
    wanted = "".join(letter for letter in code.upper() if letter.isalpha())
    found = Party.objects.open().filter(code=wanted).values_list("pk", flat=True).first()
    if found is None:
        raise CodeInvalid
    return found


def link_token(party: Party) -> str:
    return signing.dumps([party.pk.hex, party.code_serial], salt=_SALT, compress=False)


def party_of_link(token: str) -> UUID:
    """Raises CodeInvalid, also for a link of an earlier code."""
    try:
        party_id, serial = signing.loads(token, salt=_SALT, max_age=LINK_GOOD_FOR)
    except signing.BadSignature:
        raise CodeInvalid from None
    found = Party.objects.open().filter(pk=UUID(party_id), code_serial=serial).values_list("pk", flat=True).first()
    if found is None:
        raise CodeInvalid
    return found
