"""Listeners report what others wrote or named; what enough of them report is hidden until a moderator decides."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.moderation.cases import open_case, set_hidden
from accounts.moderation.errors import ContentNotFound, OwnContent
from accounts.moderation.models import Case, Event, Report, log
from accounts.moderation.notices import HIDDEN_BY_REPORTS, tell_of_case
from accounts.moderation.reportable import KINDS, Content


@transaction.atomic
def report(*, reporter: User, kind: str, content_id: UUID, reason: str, note: str) -> tuple[Report, bool]:
    """The listener's open report of the content, and whether it is new. Raises ContentNotFound, OwnContent."""
    content = KINDS[kind].shown_to(reporter, content_id)
    if content is None:
        raise ContentNotFound
    if content.author_id == reporter.pk:
        raise OwnContent
    case = open_case(content)
    there = case.reports.unanswered().filter(reporter=reporter).first()
    if there is not None:
        return there, False
    made = Report.objects.create(case=case, reporter=reporter, reason=reason, note=note)
    case.reported += 1
    _hide_if_enough(case, content)
    case.save()
    return made, True


def _hide_if_enough(case: Case, content: Content) -> None:
    """The case is locked, so of reports at the same moment one is the last that it takes."""
    if not settings.HIDE_AFTER_REPORTS or case.was_restored or content.hidden_at is not None or case.is_hidden:
        return
    if case.reports.unanswered().filter(_is_established()).count() < settings.HIDE_AFTER_REPORTS:
        return
    set_hidden(case, is_hidden=True, is_automatic=True)
    log(Event.Kind.HIDDEN_BY_REPORTS, user_id=case.author_id, case=case, details={"reports": case.reported})
    tell_of_case(case, HIDDEN_BY_REPORTS)


def _is_established() -> Q:
    """Of the reporter: neither new nor made up for this, as far as that can be told."""
    old = Q(reporter__is_active=True, reporter__date_joined__lte=timezone.now() - settings.REPORTER_AGE)
    return old & Q(reporter__email_verified_at__isnull=False) if settings.REPORTER_IS_VERIFIED else old
