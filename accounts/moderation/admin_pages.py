"""One case in the admin, with all that it takes to decide it, and the buttons that do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from rest_framework.exceptions import ValidationError

from accounts.models import Suspension, User
from accounts.moderation.case_views import SHOWN_REPORTS
from accounts.moderation.deciding import Decision, decide
from accounts.moderation.history import history_of
from accounts.moderation.models import Action, Case
from accounts.moderation.notices import label_of
from accounts.moderation.serializers import DecisionSerializer
from accounts.moderation.suspending import may_suspend
from accounts.origin import origin_of
from config.errors import DomainError, field_errors

LIST = "admin:moderation_case_changelist"
PAGE = "admin:moderation_case_change"
OFFERED = timedelta(days=7)
"""How long a suspension is unless the moderator says otherwise."""


def case_page(request: HttpRequest, case: Case, context: dict[str, Any]) -> HttpResponse:
    by, author = cast(User, request.user), case.author
    about = {
        "case": case,
        "title": f"{label_of(case.kind).capitalize()} by {author.username}",
        "reports": case.reports.select_related("reporter").order_by("-id")[:SHOWN_REPORTS],
        "history": history_of(author),
        "suspension": Suspension.objects.filter(user=author).first(),
        "may_decide": request.user.has_perm("moderation.change_case"),
        "may_suspend": may_suspend(by, author),
        "until": (timezone.now() + OFFERED).strftime("%Y-%m-%dT%H:%M"),
    }
    return render(request, "admin/moderation/case.html", {**context, **about})


@require_POST
def decide_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Carry out what the button says, and go on with the next open case; a refusal comes back to this one."""
    if not request.user.has_perm("moderation.change_case"):
        raise PermissionDenied
    by = cast(User, request.user)
    try:
        decide(case_id=case_id, by=by, decision=_decision(request), origin=origin_of(request))
    except (ValidationError, DomainError) as refused:
        messages.error(request, _said(refused))
        return redirect(PAGE, case_id)
    messages.success(request, "Done.")
    following = Case.objects.filter(state=Case.State.OPEN).queue().first()
    return redirect(PAGE, following.pk) if following else redirect(LIST)


def _said(refused: ValidationError | DomainError) -> str:
    if isinstance(refused, ValidationError):
        errors = field_errors(refused.get_full_details())
    else:
        errors = refused.extra.get("errors", {"": [{"message": refused.detail}]})
    return " ".join(each["message"] for found in errors.values() for each in found)


def _decision(request: HttpRequest) -> Decision:
    """Raises ValidationError or FieldError, as the API does."""
    posted = request.POST.dict()
    if posted.get("action") != Action.SUSPEND:
        posted.pop("until", None)
    form = DecisionSerializer(data=posted)
    form.is_valid(raise_exception=True)
    return Decision(**{**form.validated_data, "action": Action(form.validated_data["action"])})
