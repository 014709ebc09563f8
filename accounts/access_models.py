"""What lets people and programs in, and what is remembered of it: invitations, API keys, the audit log."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from config.identifiers import uuid7


def new_invite_code() -> str:
    return token_urlsafe(12)


class InviteCodeQuerySet(models.QuerySet["InviteCode"]):
    def usable(self, now: datetime) -> InviteCodeQuerySet:
        in_time = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(in_time, uses_left__gt=0)


class InviteCode(models.Model):
    """Lets as many people sign up as it has uses left."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=64, unique=True, default=new_invite_code)
    uses_left = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InviteCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, user: AbstractBaseUser) -> ApiKeyQuerySet:
        """The listener's keys that were not revoked; expired ones are among them."""
        return self.filter(user_id=user.pk, revoked_at=None)

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        in_time = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(in_time, revoked_at=None)

    def with_user(self, *, digest: str, now: datetime) -> ApiKey | None:
        """The key and its user in one statement; None when it is unknown, revoked or expired."""
        return self.usable(now).select_related("user").filter(digest=digest).first()


class ApiKey(models.Model):
    """A key for a script or a player. Of the key itself only the SHA-256 is kept, and how it begins.

    ``scopes`` is a list out of `accounts.scopes.SCOPES`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"


class AppendOnly(Exception):
    """The audit log is added to; nothing in it is changed or deleted."""


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def expire(self, *, before: datetime) -> int:
        """Forget what is older; how many events that were. The one way out of the log."""
        return self.filter(created_at__lt=before)._raw_delete(self.db)


class AuditEvent(models.Model):
    """Something happened to ``user``'s account; ``actor`` did it, None when nobody was signed in."""

    class Kind(models.TextChoices):
        SIGNED_UP = "signed_up"
        SIGNED_IN = "signed_in"
        SIGN_IN_FAILED = "sign_in_failed"
        SESSION_REVOKED = "session_revoked"
        ALL_SESSIONS_REVOKED = "all_sessions_revoked"
        TOKEN_REUSED = "token_reused"  # noqa: S105  (no secret)
        PASSWORD_CHANGED = "password_changed"  # noqa: S105
        PASSWORD_RESET = "password_reset"  # noqa: S105
        EMAIL_VERIFIED = "email_verified"
        PERMISSIONS_CHANGED = "permissions_changed"
        API_KEY_MADE = "api_key_made"
        API_KEY_REVOKED = "api_key_revoked"
        EMAIL_CHANGED = "email_changed"
        EXPORT_ASKED = "export_asked"
        ACCOUNT_DELETED = "account_deleted"
        ACCOUNT_SUSPENDED = "account_suspended"
        ACCOUNT_RESTORED = "account_restored"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    ip_prefix = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=256, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
