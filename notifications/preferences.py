"""What a listener wants to hear of, by which channel, and when."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from config.errors import FieldError
from notifications.kinds import KINDS, Channel
from notifications.models import Preferences

Matrix = dict[str, dict[str, bool]]


def matrix(wishes: Preferences) -> Matrix:
    """Every kind with every channel, as it is for this listener."""
    found = {}
    for kind in KINDS:
        wanted = wishes.channels_of(kind)
        found[kind] = {channel.value: channel in wanted for channel in Channel}
    return found


@transaction.atomic
def change_preferences(*, user: User, channels: Matrix | None = None, **changes: Any) -> Preferences:
    """Set what is given. Refuses to switch off what nobody can, and quiet hours with one end."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wishes = Preferences.objects.of(user)
    for name, value in changes.items():
        setattr(wishes, name, value)
    if (wishes.quiet_from is None) != (wishes.quiet_until is None):
        raise FieldError("quiet_until", "Quiet hours have a beginning and an end, or neither.")
    for kind, switches in (channels or {}).items():
        _switch(wishes, kind, switches)
    wishes.save()
    return wishes


def _switch(wishes: Preferences, kind: str, switches: dict[str, bool]) -> None:
    about = KINDS[kind]
    if not about.is_switchable:
        raise FieldError("channels", f"Notifications of the kind {kind} cannot be switched.", code="not_switchable")
    merged = {**wishes.channels.get(kind, {}), **switches}
    differing = {name: on for name, on in merged.items() if on != (name in about.by_default)}
    rest = {name: each for name, each in wishes.channels.items() if name != kind}
    wishes.channels = {**rest, kind: differing} if differing else rest
