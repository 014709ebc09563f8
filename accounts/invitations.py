"""Signing up by invitation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.access_models import InviteCode
from accounts.errors import InviteInvalid


def refuse_uninvited(code: str) -> None:
    """Raises InviteInvalid when one needs a code and this is none: before anything is said about the account itself."""
    if _needed() and not InviteCode.objects.usable(timezone.now()).filter(code=code).exists():
        raise InviteInvalid


def use_invitation(code: str) -> UUID | None:
    """Use ``code`` once, in the caller's transaction; its id, None where none is needed. Raises InviteInvalid.

    The count is checked and lowered in one statement: the last use is one sign-up's.
    """
    if not _needed():
        return None
    row = InviteCode.objects.usable(timezone.now()).filter(code=code)
    if not row.update(uses_left=F("uses_left") - 1):
        raise InviteInvalid
    return InviteCode.objects.values_list("pk", flat=True).get(code=code)


def _needed() -> bool:
    return bool(settings.SIGN_UP_POLICY == "invite")
