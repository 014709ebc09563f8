"""What authors are told of what moderation does. The notifications are reached as all lower rooms reach them."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.moderation.models import Case
from accounts.moderation.reportable import KINDS
from config.notices import notice

HELD = "Your {label} is hidden until a moderator has looked at it."
HIDDEN_BY_REPORTS = "Your {label} was reported. It is hidden until a moderator has looked at it."
HIDDEN = "A moderator hid your {label}."
SHOWN = "Your {label} is shown again."
WARNED = "A moderator warns you about your {label}."
WARNED_AND_HIDDEN = "A moderator hid your {label} and warns you about it."
SUSPENDED = "Your account was suspended until {until}."
BANNED = "Your account was suspended for good."
RESTORED = "Your account is open again."


def tell_of_case(case: Case, words: str, *, message: str = "") -> None:
    """``words`` is one of those above; ``message`` what a moderator adds. Each opening and decision is told once."""
    summary = words.format(label=label_of(case.kind))
    about = {"content_kind": case.kind, "content_id": str(case.content_id)}
    _tell(
        case.author, summary, message, about, group_key=f"case:{case.pk}:{case.opened_at:%Y%m%d%H%M%S%f}:{case.version}"
    )


def tell_of_account(user: User, words: str, *, until: datetime | None = None, message: str = "") -> None:
    _tell(user, words.format(until=when(until)), message, {"content_kind": "account", "content_id": str(user.pk)})


def when(moment: datetime | None) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC" if moment else ""


def label_of(kind: str) -> str:
    """As the room that has the content calls it, within a sentence."""
    return KINDS[kind].label.lower() if kind in KINDS else kind


def _tell(user: User, summary: str, message: str, about: dict[str, str], *, group_key: str = "") -> None:
    text = f"{summary} {message}".strip()
    notice(user=user, kind="moderation", data={"summary": text, **about}, group_key=group_key)
