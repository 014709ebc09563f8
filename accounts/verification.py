"""Proving that an address is one's own."""

from __future__ import annotations

from django.utils import timezone

from accounts.audit import Kind, hashed_address, record
from accounts.errors import LinkInvalid
from accounts.links import EMAIL_VERIFICATION, user_of_token
from accounts.models import User, normalised_email
from accounts.origin import Origin
from config.jobs.services import enqueue


def ask_to_verify(*, email: str) -> None:
    """Mail a link to this address, if it is somebody's and not verified, after the answer."""
    email = normalised_email(email)
    enqueue(kind="accounts.mail_verification", key=hashed_address(email), arguments={"email": email})


def verify_email(*, token: str, origin: Origin) -> None:
    """The link was opened; raises LinkInvalid."""
    user = user_of_token(EMAIL_VERIFICATION, token)
    unverified = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if not unverified.update(email_verified_at=timezone.now()):
        raise LinkInvalid
    record(Kind.EMAIL_VERIFIED, user=user, origin=origin)
