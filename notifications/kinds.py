"""What listeners are told of: the table of all kinds, with their words and by which channels they come unless switched.

A kind that is ``grouped`` keeps one unread notification per group, which counts who did it. Of all others a group is
something that happens once: telling it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_NAME = 120
"""Of a name that a text quotes; longer ones are cut."""

LONGEST_MESSAGE = 700
"""Of what moderators say, which is quoted whole."""


class Channel(StrEnum):
    """``in_app`` is the list and the socket."""

    IN_APP = "in_app"
    PUSH = "push"
    EMAIL = "email"


ALL = frozenset(Channel)
QUIET = frozenset({Channel.IN_APP, Channel.EMAIL})
LISTED = frozenset({Channel.IN_APP})


@dataclass(frozen=True)
class Kind:
    """``text`` quotes `{who}` (the actors) and the ``fields`` that the notification's data must have."""

    title: str
    text: str
    fields: tuple[str, ...] = ()
    is_grouped: bool = False
    by_default: frozenset[Channel] = ALL
    is_switchable: bool = True
    longest: int = LONGEST_NAME


KINDS: dict[str, Kind] = {
    "follow": Kind("New follower", "{who} now follows you.", is_grouped=True),
    "follow_request": Kind("Follow request", "{who} would like to follow you."),
    "follow_accepted": Kind("Request accepted", "{who} lets you follow them.", by_default=LISTED),
    "comment": Kind("New comment", "{who} commented on {name}.", ("name",), is_grouped=True),
    "reply": Kind("New reply", "{who} replied to your comment on {name}.", ("name",), is_grouped=True),
    "like": Kind("New like", "{who} liked {name}.", ("name",), is_grouped=True, by_default=LISTED),
    "invitation": Kind("Invitation", "{who} invites you to {name}.", ("name",)),
    "playlist_change": Kind("Playlist changed", "{who} changed {name}.", ("name",), is_grouped=True, by_default=LISTED),
    "import_finished": Kind(
        "Import finished", "{name}: {summary}", ("name", "summary"), by_default=LISTED | {Channel.PUSH}
    ),
    "link_expired": Kind("Sign in again", "{name} asks you to sign in again.", ("name",)),
    "new_release": Kind("New release", "{artist} released {name}.", ("artist", "name")),
    "recommendations_ready": Kind("New recommendations", "{summary}", ("summary",), is_grouped=True, by_default=LISTED),
    "moderation": Kind("From the moderators", "{summary}", ("summary",), is_switchable=False, longest=LONGEST_MESSAGE),
}


def text_of(kind: str, *, actor: str, count: int, data: Mapping[str, Any]) -> str:
    """What a listener reads; on one line, whatever the names hold."""
    about = KINDS[kind]
    quoted = {name: _one_line(data.get(name, ""), about.longest) for name in about.fields}
    return about.text.format(who=_who(actor, count), **quoted)


def _who(actor: str, count: int) -> str:
    """``actor`` is the last one's name, "" when their account is gone; ``count`` is how many there were."""
    if not actor:
        return "Somebody" if count <= 1 else f"{count} listeners"
    if count <= 1:
        return actor
    return f"{actor} and {'one other' if count == 2 else f'{count - 1} others'}"


def _one_line(value: object, longest: int) -> str:
    text = " ".join("".join(each if each.isprintable() else " " for each in str(value)).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
