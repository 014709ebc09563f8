"""Accounts that listeners have at other services, and the links that are being made."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from config.identifiers import uuid7

LONGEST_ERROR = 300


class Service(models.TextChoices):
    """Whose accounts can be linked."""

    SPOTIFY = "spotify", "Spotify"
    LASTFM = "lastfm", "Last.fm"
    LISTENBRAINZ = "listenbrainz", "ListenBrainz"


class LinkedAccountQuerySet(models.QuerySet["LinkedAccount"]):
    def visible_to(self, user: AbstractBaseUser) -> LinkedAccountQuerySet:
        return self.filter(user_id=user.pk)

    def of_service(self, service: str) -> LinkedAccountQuerySet:
        return self.filter(service=service)

    def active(self) -> LinkedAccountQuerySet:
        return self.filter(state=LinkedAccount.State.ACTIVE)

    def ending_before(self, moment: datetime) -> LinkedAccountQuerySet:
        """Those whose access token is good until then at most, the first to end first."""
        return self.active().filter(tokens_end_at__lt=moment).order_by("tokens_end_at")


class LinkedAccount(models.Model):
    """A listener's account at a service. Linking it again changes the row, unlinking deletes it.

    ``account_id`` is the service's own, stable and in one spelling: an account belongs to one listener. ``sealed`` are
    the tokens as `integrations.links.sealing` wrote them; nothing else reads or shows them. ``version`` grows with
    every change of the tokens, so that what is known of old ones does not harm new ones.
    """

    class State(models.TextChoices):
        ACTIVE = "active"
        SIGN_IN_AGAIN = "sign_in_again"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="linked_accounts")
    service = models.CharField(max_length=16, choices=Service)
    account_id = models.CharField(max_length=200)
    account_name = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    sealed = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    tokens_end_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the access token does not expire.")
    renewing_until = models.DateTimeField(null=True, blank=True, editable=False)
    linked_at = models.DateTimeField(default=timezone.now)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=LONGEST_ERROR, blank=True)

    objects = LinkedAccountQuerySet.as_manager()

    class Meta:
        ordering = ["service"]
        constraints = [
            models.UniqueConstraint(fields=["user", "service"], name="linked_account_per_service"),
            models.UniqueConstraint(fields=["service", "account_id"], name="linked_account_of_one_listener"),
        ]
        indexes = [models.Index(fields=["state", "tokens_end_at"], name="linked_account_ending")]

    def __str__(self) -> str:
        return f"{self.service} {self.account_name}"


class LinkAttempt(models.Model):
    """A listener was sent to a service to consent. The row is there until they are back, or ``expires_at``.

    ``sealed`` is what only this server may know of it, such as the verifier of PKCE.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    service = models.CharField(max_length=16, choices=Service)
    sealed = models.TextField(blank=True, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"
