"""The mails that accounts send."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.attempts import Slots, slots
from accounts.links import EMAIL_VERIFICATION, PASSWORD_RESET, Purpose, link, link_token
from accounts.models import Suspension, User

PER_HOUR = 3
"""How many mails of one kind an address gets, whoever asks for them."""

SUBJECTS = {PASSWORD_RESET.name: "Choose a new password", EMAIL_VERIFICATION.name: "Confirm your e-mail address"}


def mail_password_reset(email: str) -> bool:
    """Whether a mail was sent: not to an unknown address, a disabled account, or one that has no password to reset."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not user.has_usable_password():
        return False
    return _send(PASSWORD_RESET, user)


def mail_verification(email: str) -> bool:
    """Whether a mail was sent: not to an unknown or a verified address, nor where nothing is verified."""
    user = User.objects.filter(email=email, is_active=True, email_verified_at=None).first()
    if user is None or settings.EMAIL_VERIFICATION == "off":
        return False
    return _send(EMAIL_VERIFICATION, user)


def mail_suspension(user_id: UUID) -> bool:
    """Whether a mail was sent: not when the suspension is over by now."""
    there = Suspension.objects.filter(user=user_id).select_related("user").first()
    if there is None:
        return False
    text = render_to_string("accounts/suspension.txt", {"suspension": there, "user": there.user})
    send_mail("Your account is suspended", text, None, [there.user.email])
    return True


def _send(purpose: Purpose, user: User) -> bool:
    slot = _hourly(purpose, user.email)
    if not slot.take():
        return False
    token = link_token(purpose, user)
    about = {"user": user, "token": token, "link": link(purpose, token)}
    text = render_to_string(f"accounts/{purpose.name}.txt", about)
    try:
        send_mail(SUBJECTS[purpose.name], text, None, [user.email])
    except BaseException:
        slot.give_back()  # the job will try again
        raise
    return True


def _hourly(purpose: Purpose, email: str) -> Slots:
    return slots(f"mail {purpose.name} {email}", limit=PER_HOUR, seconds=3600)
