"""What notifications say no with."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class NotificationNotFound(DomainError):
    """No such notification, or another listener's."""

    status = status.HTTP_404_NOT_FOUND
    code = "notification_not_found"
    detail = "You have no such notification."


class SubscriptionNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "subscription_not_found"
    detail = "You have no such subscription."


class PushIsOff(DomainError):
    """No key was configured to sign messages with."""

    status = status.HTTP_404_NOT_FOUND
    code = "push_off"
    detail = "This server sends no push messages."


class SubscriptionTaken(DomainError):
    """The endpoint is known with other keys: whoever presents it is not the browser that it belongs to."""

    status = status.HTTP_409_CONFLICT
    code = "subscription_taken"
    detail = "This endpoint belongs to another subscription."
