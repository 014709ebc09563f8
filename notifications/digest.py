"""The day's mail: what a listener has not read yet, once a day at their hour, to an address that is verified."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.links import Purpose, link, link_token, user_of_token
from accounts.models import User
from accounts.origin import Origin
from config.jobs.services import enqueue_each
from notifications.delivering import claim
from notifications.kinds import Channel
from notifications.models import Delivery, Notification, Preferences

DIGEST = "notifications.digest"
LISTENERS_AT_ONCE = 200
SHOWN = 20
"""Of the notifications of one mail; the rest is a number."""

TAKEN_AT_ONCE = 1_000

UNSUBSCRIBE = Purpose("unsubscribe", lambda: timedelta(days=365), lambda user: (user.email,))


class MailNotSent(Exception):
    """The mail server did not take it."""


def enqueue_digests() -> int:
    """A job for each listener whose mail is due; how many."""
    due = _due().values_list("notification__user_id", flat=True).order_by().distinct()
    users = [str(each) for each in due[:LISTENERS_AT_ONCE]]
    enqueue_each(kind=DIGEST, arguments_by_key={each: {"user": each} for each in users})
    return len(users)


def send_digest(user_id: UUID) -> int:
    """Mail the listener what is due; of how many notifications. Raises MailNotSent, and then it is due again."""
    mine = claim(_due().filter(notification__user_id=user_id).order_by("-id")[:TAKEN_AT_ONCE])
    taken = Delivery.objects.filter(pk__in=mine)
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email_verified_at=None).first()
    fresh = Notification.objects.filter(deliveries__in=mine).unread().latest_first().with_actors()
    notifications = list(fresh) if user and Preferences.objects.of(user).has_digest else []
    if user is None or not notifications:
        _end(taken, Delivery.State.SKIPPED)
        return 0
    try:
        _mail(user, notifications).send()
    except (SMTPException, OSError) as error:
        taken.update(state=Delivery.State.PENDING, error=type(error).__name__)
        raise MailNotSent from error
    _end(taken, Delivery.State.SENT)
    return len(notifications)


def stop_digest(*, token: str, origin: Origin) -> None:
    """The link in the mail was used: no more of them. Raises LinkInvalid."""
    user = user_of_token(UNSUBSCRIBE, token)
    Preferences.objects.update_or_create(user=user, defaults={"has_digest": False})


def _due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=Channel.EMAIL, state=Delivery.State.PENDING, due_at__lte=timezone.now())


def _end(rows: QuerySet[Delivery], state: Delivery.State) -> None:
    rows.update(state=state, ended_at=timezone.now())


def _mail(user: User, notifications: list[Notification]) -> EmailMessage:
    count = len(notifications)
    address = link(UNSUBSCRIBE, link_token(UNSUBSCRIBE, user))
    about = {
        "user": user,
        "texts": [each.text for each in notifications[:SHOWN]],
        "more": max(0, count - SHOWN),
        "unsubscribe": address,
        "home": settings.PUBLIC_URL,
    }
    return EmailMessage(
        subject=f"{count} new notification{'' if count == 1 else 's'}",
        body=render_to_string("notifications/digest.txt", about),
        to=[user.email],
        # RFC 8058: mail programs show a button that posts to the address.
        headers={"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
