"""What moderators do to accounts, for the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpRequest

from accounts.audit import Kind, record
from accounts.models import User
from accounts.origin import origin_of


def record_changes(request: HttpRequest, form: Any, fields: Iterable[str]) -> None:
    """``form`` has been saved: note a changed password, and each of ``fields`` that changed as `[before, after]`."""
    actor, origin = cast(User, request.user), origin_of(request)
    # The password form is about a user, the others are forms of a model.
    subject = form.user if hasattr(form, "user") else form.instance
    user = subject if isinstance(subject, User) else None
    if user and "password" in form.changed_data:
        record(Kind.PASSWORD_CHANGED, user=user, actor=actor, origin=origin, where="admin")
    changed = {name: _before_and_after(form, name) for name in fields if name in form.changed_data}
    if changed:
        about = {} if user else {"group": str(subject)}
        record(Kind.PERMISSIONS_CHANGED, user=user, actor=actor, origin=origin, **about, **changed)


def _before_and_after(form: Any, name: str) -> list[Any]:
    return [_plain(form.initial.get(name)), _plain(form.cleaned_data[name])]


def _plain(value: Any) -> Any:
    """Rows by their names, everything else as it is."""
    if value is None or isinstance(value, bool | str):
        return value
    return sorted(map(str, value))
