"""What notifications know about a listener, and where the listener stands in those of others."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from notifications.leaving import forget
from notifications.models import Notification, Preferences, Subscription

_NOTIFICATION = (
    "id", "kind", "count", "subject_type", "subject_id", "data", "created_at", "updated_at", "read_at",
)  # fmt: skip
_PREFERENCES = ("channels", "time_zone", "quiet_from", "quiet_until", "digest_hour", "has_digest", "updated_at")
_SUBSCRIPTION = ("id", "endpoint", "user_agent", "created_at", "last_sent_at")


def _notifications(user: User) -> Iterator[Row]:
    return in_batches(Notification.objects.filter(user=user).values(*_NOTIFICATION), by=("id",))


def _erase(user: User, alive: Alive) -> None:
    delete_in_batches(Notification.objects.filter(user=user), alive=alive)
    forget(user, alive)


def _hide(user: User) -> None:
    caused = Notification.objects.filter(actor=user)
    caused.filter(count=1).update(is_listed=False)
    caused.update(actor=None)


def _erase_preferences(user: User, alive: Alive) -> None:
    Preferences.objects.filter(user=user).delete()


def _erase_subscriptions(user: User, alive: Alive) -> None:
    delete_in_batches(Subscription.objects.filter(user=user), alive=alive)


PARTS = (
    PersonalData(
        name="notifications",
        columns=_NOTIFICATION,
        rows=_notifications,
        count=lambda user: Notification.objects.filter(user=user).count(),
        erase=_erase,
        hide=_hide,
        holds=("notifications.Notification", "notifications.NotificationActor"),
    ),
    PersonalData(
        name="notification_preferences",
        columns=_PREFERENCES,
        rows=lambda user: Preferences.objects.filter(user=user).values(*_PREFERENCES).iterator(),
        count=lambda user: Preferences.objects.filter(user=user).count(),
        erase=_erase_preferences,
        holds=("notifications.Preferences",),
    ),
    PersonalData(
        name="push_subscriptions",
        columns=_SUBSCRIPTION,
        rows=lambda user: in_batches(Subscription.objects.filter(user=user).values(*_SUBSCRIPTION), by=("id",)),
        count=lambda user: Subscription.objects.filter(user=user).count(),
        erase=_erase_subscriptions,
        holds=("notifications.Subscription",),
    ),
)
