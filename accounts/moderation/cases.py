"""Cases: one for each content, opened by a report or as it is held, and what they do to what is seen of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.moderation.errors import CaseNotFound
from accounts.moderation.models import MAX_WORD, Case, Event, log
from accounts.moderation.notices import HELD, tell_of_case
from accounts.moderation.reportable import KINDS, Content


def open_case(content: Content) -> Case:
    """The content's case, open and locked until the caller's transaction ends."""
    Case.objects.get_or_create(
        kind=content.kind,
        content_id=content.id,
        defaults={"author_id": content.author_id, "text": dict(content.text)},
    )
    case = locked(content.kind, content.id)
    if case.state == Case.State.DECIDED:
        case.state, case.action, case.held_for, case.held_detail = Case.State.OPEN, "", "", ""
        case.text, case.opened_at = dict(content.text), timezone.now()
        case.decided_at = case.decided_by = None
        case.is_hidden = content.hidden_at is not None
        case.save()
    return case


@transaction.atomic
def hold_content(content: Content, *, why: Case.Why, detail: str) -> Case:
    """The content is stored hidden: put it before the moderators and tell its author."""
    case = open_case(content)
    case.text, case.held_for, case.held_detail = dict(content.text), why, detail[:MAX_WORD]
    case.is_hidden = case.is_automatic = True
    case.save()
    log(Event.Kind.HELD, user_id=case.author_id, case=case, details={"why": why, "word": detail})
    tell_of_case(case, HELD)
    return case


def set_hidden(case: Case, *, is_hidden: bool, is_automatic: bool = False) -> None:
    """Hide the content from others, or show it. The case is locked, and for the caller to save."""
    case.is_hidden, case.is_automatic = is_hidden, is_hidden and is_automatic
    if case.kind in KINDS:
        KINDS[case.kind].hide(case.content_id, timezone.now() if is_hidden else None)


def find_case(case_id: UUID) -> Case:
    """With all that its page shows. Raises CaseNotFound."""
    found = (
        Case.objects.select_related("author__profile", "author__suspension", "decided_by").filter(pk=case_id).first()
    )
    if found is None:
        raise CaseNotFound
    return found


def content_of(case: Case) -> Content | None:
    """As it is now; None when it is gone."""
    return KINDS[case.kind].content(case.content_id) if case.kind in KINDS else None


def locked(kind: str, content_id: UUID) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("author").get(kind=kind, content_id=content_id)
