"""What the accounts know about a listener."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from accounts.exports import files_of
from accounts.models import ApiKey, AuditEvent, Block, InviteCode, Profile, RefreshToken, Session, User
from config.batches import Alive, delete_in_batches, in_batches, nobody_waits
from config.jobs.files import remove_files
from config.personal_data import PersonalData, Row
from config.realtime.publishing import recheck

_USER = (
    "id", "username", "email", "email_verified_at", "first_name", "last_name", "date_joined", "last_login", "is_staff",
)  # fmt: skip
_PROFILE = (
    "bio", "avatar", "is_private", "shares_listens", "hidden_at", "favorite_genres", "favorite_artists", "moods",
    "preferences", "created_at", "updated_at",
)  # fmt: skip
_SESSION = (
    "id", "created_at", "last_used_at", "user_agent", "ip_prefix", "revoked_at", "revoked_because",
)  # fmt: skip
_KEY = ("id", "name", "prefix", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at")
_EVENT = ("id", "kind", "created_at", "ip_prefix", "user_agent", "details")
_BLOCK = ("id", "blocked", "created_at")


CLOSED_DOMAIN = "@deleted.invalid"
"""What the address of an account ends with that is closed and not erased yet."""


def _account(user: User) -> Iterator[Row]:
    profile = Profile.objects.filter(user=user).values(*_PROFILE).first() or {}
    for row in User.objects.filter(pk=user.pk).values(*_USER):
        yield {**row, **profile}


def _avatar(user: User) -> list[str]:
    return list(Profile.objects.filter(user=user).exclude(avatar="").values_list("avatar", flat=True))


def _close(user: User) -> None:
    """Nobody can sign in as this user, or find them, and their names are free for others."""
    name = f"deleted-{uuid4().hex}"
    user.username, user.email = name, f"{name}{CLOSED_DOMAIN}"
    user.first_name = user.last_name = ""
    user.email_verified_at = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.groups.clear()
    user.user_permissions.clear()
    user.save()
    _admin_log_about(user).update(object_repr="deleted", change_message="")


def _erase_account(user: User, alive: Alive) -> None:
    """All but the row of the user itself, which goes last."""
    remove_files([*_avatar(user), *files_of(user)])
    Profile.objects.filter(user=user).delete()
    InviteCode.objects.filter(made_by=user).update(made_by=None)
    # What moderators did to the user stays, without saying to whom; what the user did as a moderator goes.
    _admin_log_about(user).update(object_id=None, object_repr="deleted", change_message="")
    delete_in_batches(LogEntry.objects.filter(user=user), alive=alive)


def _admin_log_about(user: User) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))


def _sessions(user: User) -> QuerySet[Session]:
    return Session.objects.visible_to(user)


def _erase_sessions(user: User, alive: Alive) -> None:
    delete_in_batches(RefreshToken.objects.filter(session__user=user), alive=alive)
    delete_in_batches(_sessions(user), alive=alive)
    recheck([user.pk])


def _keys(user: User) -> QuerySet[ApiKey]:
    """The revoked ones too."""
    return ApiKey.objects.filter(user=user)


def _erase_keys(user: User, alive: Alive) -> None:
    delete_in_batches(_keys(user), alive=alive)


def _events(user: User) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(user=user)


def _erase_events(user: User, alive: Alive) -> None:
    """The log keeps that something happened, and forgets to whom, by whom and from where."""
    # The log's own queryset refuses changes; this one is what an account's end allows.
    plain: QuerySet[AuditEvent] = QuerySet(AuditEvent)
    plain.filter(user=user).update(user=None, actor=None, ip_prefix="", user_agent="", details={})
    plain.filter(actor=user).update(actor=None, ip_prefix="", user_agent="")


def _blocks(user: User) -> QuerySet[Block]:
    """Those that the user made; whom others block is theirs to know."""
    return Block.objects.filter(blocker=user)


def _erase_blocks(user: User, alive: Alive) -> None:
    delete_in_batches(_blocks(user), alive=alive)
    delete_in_batches(Block.objects.filter(blocked=user), alive=alive)


PARTS = (
    PersonalData(
        name="account",
        columns=(*_USER, *_PROFILE),
        rows=_account,
        count=lambda user: User.objects.filter(pk=user.pk).count(),
        erase=_erase_account,
        hide=_close,
        files=_avatar,
        holds=("accounts.Profile", "accounts.InviteCode", "admin.LogEntry"),
    ),
    PersonalData(
        name="sessions",
        columns=_SESSION,
        rows=lambda user: in_batches(_sessions(user).values(*_SESSION), by=("id",)),
        count=lambda user: _sessions(user).count(),
        erase=_erase_sessions,
        hide=lambda user: _erase_sessions(user, nobody_waits),
        holds=("accounts.Session",),
    ),
    PersonalData(
        name="api_keys",
        columns=_KEY,
        rows=lambda user: in_batches(_keys(user).values(*_KEY), by=("id",)),
        count=lambda user: _keys(user).count(),
        erase=_erase_keys,
        hide=lambda user: _erase_keys(user, nobody_waits),
        holds=("accounts.ApiKey",),
    ),
    PersonalData(
        name="security_log",
        columns=_EVENT,
        rows=lambda user: in_batches(_events(user).values(*_EVENT), by=("id",)),
        count=lambda user: _events(user).count(),
        erase=_erase_events,
        holds=("accounts.AuditEvent",),
    ),
    PersonalData(
        name="blocks",
        columns=_BLOCK,
        rows=lambda user: in_batches(_blocks(user).values(*_BLOCK), by=("id",)),
        count=lambda user: _blocks(user).count(),
        erase=_erase_blocks,
        holds=("accounts.Block",),
    ),
)
