"""What moderators decide about a content, and through it about its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.moderation.cases import set_hidden
from accounts.moderation.errors import CaseDecided, CaseNotFound, OwnCase
from accounts.moderation.models import Action, Case, Event, Report, log
from accounts.moderation.notices import HIDDEN, SHOWN, WARNED, WARNED_AND_HIDDEN, tell_of_case
from accounts.moderation.suspending import locked_user, suspend
from accounts.origin import Origin


@dataclass(frozen=True, slots=True)
class Decision:
    """``until`` is for `suspend`. ``message`` is for the author. ``hide`` hides the content too, whatever else is done.

    ``version`` is the case's as the moderator saw it: it takes one to decide a case anew.
    """

    action: Action
    until: datetime | None = None
    message: str = ""
    hide: bool = False
    version: int | None = None


@transaction.atomic
def decide(*, case_id: UUID, by: User, decision: Decision, origin: Origin) -> Case:
    """Carry the decision out, answer the reports, log it and tell the author.

    Raises CaseNotFound, CaseDecided, OwnCase, and for `suspend` and `ban` what `suspending.suspend` raises.
    """
    case = _locked(case_id)
    if case.version != decision.version and (decision.version is not None or case.state == Case.State.DECIDED):
        raise CaseDecided(action=case.action, version=case.version)
    if case.author_id == by.pk and not by.is_superuser:
        raise OwnCase
    case.version += 1
    until = _carry_out(case, by, decision, origin)
    _close(case, by, decision.action)
    log(
        Event.Kind(decision.action.value),
        user_id=case.author_id,
        moderator=by,
        case=case,
        until=until,
        message=decision.message,
        details={"hide": True} if decision.hide else {},
    )
    return case


def _carry_out(case: Case, by: User, decision: Decision, origin: Origin) -> datetime | None:
    """Until when the author is suspended, if they are; whoever is suspended is told of that alone."""
    action, was_hidden = decision.action, case.is_hidden
    if action == Action.HIDE or decision.hide:
        set_hidden(case, is_hidden=True)
    elif action == Action.RESTORE or (action == Action.DISMISS and case.is_automatic):
        set_hidden(case, is_hidden=False)
    case.was_restored = action in (Action.RESTORE, Action.DISMISS) or (case.was_restored and not case.is_hidden)
    case.is_automatic = False
    if action in (Action.SUSPEND, Action.BAN):
        until = decision.until if action == Action.SUSPEND else None
        author, reason = case.author_id, decision.message
        return suspend(user_id=author, by=by, until=until, reason=reason, origin=origin, longer=True).until
    if action == Action.WARN:
        tell_of_case(case, WARNED_AND_HIDDEN if decision.hide else WARNED, message=decision.message)
    elif action == Action.HIDE or case.is_hidden != was_hidden:
        tell_of_case(case, HIDDEN if case.is_hidden else SHOWN, message=decision.message)
    return None


def _close(case: Case, by: User, action: Action) -> None:
    now = timezone.now()
    answer = Report.Answer.DISMISSED if action in (Action.RESTORE, Action.DISMISS) else Report.Answer.ACTED
    case.reports.unanswered().update(answer=answer, answered_at=now)
    case.state, case.action, case.reported = Case.State.DECIDED, action, 0
    case.decided_by, case.decided_at = by, now
    case.save()


def _locked(case_id: UUID) -> Case:
    """With its author locked before it, as who deletes or suspends an account locks that first."""
    author = Case.objects.filter(pk=case_id).values_list("author_id", flat=True).first()
    if author is None:
        raise CaseNotFound
    locked_user(author)
    case = Case.objects.select_for_update(of=("self",)).select_related("author").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return case
