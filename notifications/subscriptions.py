"""Browsers that take push messages."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction

from accounts.models import User
from config.errors import FieldError
from notifications.errors import PushIsOff, SubscriptionNotFound, SubscriptionTaken
from notifications.models import Subscription
from notifications.push_services import origin_of_endpoint
from notifications.web_push import check_keys, public_key

MAX_SUBSCRIPTIONS = 20
"""Of one listener; the oldest makes room."""


@transaction.atomic
def subscribe(*, user: User, endpoint: str, p256dh: str, auth: str, user_agent: str = "") -> Subscription:
    """Keep a subscription; one that is known is not kept twice, and follows its browser to another listener.

    Raises PushIsOff and SubscriptionTaken, and refuses endpoints of unknown services and keys that are none.
    """
    if not public_key():
        raise PushIsOff
    if origin_of_endpoint(endpoint) is None:
        raise FieldError("endpoint", "This is no endpoint of a push service that this server uses.")
    if not check_keys(p256dh, auth):
        raise FieldError("keys", "These are not the keys of a push subscription.")
    made = Subscription(
        user=user,
        endpoint=endpoint,
        digest=hashlib.sha256(endpoint.encode()).hexdigest(),
        p256dh=p256dh,
        auth=auth,
        user_agent=user_agent,
    )
    Subscription.objects.bulk_create([made], ignore_conflicts=True)
    there = Subscription.objects.select_for_update().get(digest=made.digest)
    if (there.p256dh, there.auth) != (p256dh, auth):
        raise SubscriptionTaken
    if there.user_id != user.pk:
        there.user = user
        there.deliveries.all().delete()  # what was for the listener before
    there.user_agent, there.failures = user_agent, 0
    there.save(update_fields=["user", "user_agent", "failures"])
    _make_room(user)
    return there


def unsubscribe(*, user: User, subscription_id: UUID) -> None:
    """Raises SubscriptionNotFound."""
    if not Subscription.objects.filter(user=user, pk=subscription_id).delete()[0]:
        raise SubscriptionNotFound


def _make_room(user: User) -> None:
    mine = Subscription.objects.filter(user=user)
    too_many = list(mine.order_by("-id").values_list("pk", flat=True)[MAX_SUBSCRIPTIONS:])
    if too_many:
        mine.filter(pk__in=too_many).delete()
