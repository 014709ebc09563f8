"""Listeners, their profiles, and the sessions that their tokens belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.access_models import ApiKey, AuditEvent, InviteCode
from accounts.block_models import Block
from accounts.rules import MAX_BIO, MAX_USERNAME, no_control_characters, username_rule
from accounts.suspension_models import Suspension
from config.identifiers import uuid7
from config.realtime.publishing import recheck

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Block",
    "InviteCode",
    "Profile",
    "RefreshToken",
    "Session",
    "Suspension",
    "User",
    "normalised_email",
]


def normalised_email(email: str) -> str:
    """The one form an address is stored and looked up in: trimmed and lower-cased, so that an address is one user."""
    return email.strip().lower()


class UserAccounts(UserManager["User"]):
    """Creates users and finds them by their e-mail address, however it is written."""

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **extra: Any) -> User:
        return super().create_user(username, normalised_email(email or ""), password, **extra)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> User:
        """Whoever runs the server vouches for the address."""
        extra.setdefault("email_verified_at", timezone.now())
        return super().create_superuser(username, normalised_email(email or ""), password, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalised_email(username or ""))

    def with_name_or_address_of(self, user: User) -> models.QuerySet[User]:
        """Others who have the username, in whatever case it is written, or the address: two at most."""
        same_name = models.Q(lower_username=user.username.lower())
        named = self.alias(lower_username=Lower("username")).filter(same_name | models.Q(email=user.email))
        return named.exclude(pk=user.pk)


class User(AbstractUser):
    """A listener, moderator or administrator. Signs in by e-mail.

    ``token_epoch`` is carried by every token; raising it ends all tokens that were issued before. Every change of the
    password raises it and ends all sessions.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        max_length=MAX_USERNAME, validators=[username_rule], help_text=str(username_rule.message)
    )
    email = models.EmailField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    objects = UserAccounts()  # type: ignore[misc]  # the stubs type the base class's as a class variable

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_normalised"),
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_any_case",
                violation_error_message="A user with that username already exists.",
            ),
        ]
        ordering = ["-id"]

    def clean(self) -> None:
        """For forms: so that they look for the address as it will be stored."""
        super().clean()
        self.email = normalised_email(self.email)

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self._password = ""  # as after `set_password`: this too is a change

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the user and, on the first save, the profile that every user has, whatever made them."""
        new = self._state.adding
        self.email = normalised_email(self.email)
        # Django keeps the raw password here until the save that changes it, and not when it only renews the hash.
        password_changed = self._password is not None and not new
        if password_changed:
            self.token_epoch += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "token_epoch"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if new:
                Profile.objects.get_or_create(user=self)
            if password_changed:
                self.sessions.active().end(because="password_changed")
            elif not new and not self.is_active:
                recheck([self.pk])


class Profile(models.Model):
    """What a listener says about themselves. `preferences` holds keys that clients choose freely.

    ``hidden_at`` is when moderators hid it: others then see neither words nor picture (`bio_for_others`,
    `avatar_for_others`).
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    bio = models.TextField(blank=True, default="", max_length=MAX_BIO, validators=[no_control_characters])
    avatar = models.FileField(blank=True, upload_to="avatars/", max_length=200)
    is_private = models.BooleanField(default=False)
    shares_listens = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    favorite_genres = models.JSONField(default=list, blank=True)
    favorite_artists = models.JSONField(default=list, blank=True)
    moods = models.JSONField(default=list, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Profile of {self.user_id}"

    @property
    def bio_for_others(self) -> str:
        return "" if self.hidden_at else self.bio

    @property
    def avatar_for_others(self) -> FieldFile | None:
        return None if self.hidden_at else self.avatar


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        return self.filter(user=user)

    def active(self) -> SessionQuerySet:
        return self.filter(revoked_at=None)

    def refreshable(self, now: datetime) -> SessionQuerySet:
        """Active, with a refresh token that has not expired."""
        tokens = RefreshToken.objects.filter(session=models.OuterRef("pk"), expires_at__gt=now)
        return self.active().filter(models.Exists(tokens))

    def end(self, *, because: str) -> int:
        """Revoke those that are active, and with them all their tokens and sockets; how many that were."""
        users = list(self.active().order_by().values_list("user_id", flat=True).distinct())
        ended = self.active().update(revoked_at=timezone.now(), revoked_because=because)
        recheck(users)
        return ended


class Session(models.Model):
    """One sign-in on one device: the family of all tokens that came from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(auto_now_add=True)
    user_agent = models.CharField(max_length=256, blank=True)
    ip_prefix = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=32, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Session {self.pk}"


class RefreshToken(models.Model):
    """A refresh token that was issued, by its `jti`. ``rotated_at`` is when it was first exchanged for another."""

    jti = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    rotated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-jti"]

    def __str__(self) -> str:
        return f"Refresh token {self.jti}"
