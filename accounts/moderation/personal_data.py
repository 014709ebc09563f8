"""What moderation knows about a listener: what they reported, and what was done about what they wrote."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from accounts.models import Suspension, User
from accounts.moderation.models import Case, Event, Report
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row

_REPORT = ("id", "case__kind", "case__content_id", "reason", "note", "created_at", "answer", "answered_at")
_EVENT = ("id", "kind", "at", "until", "message", "case__kind", "case__content_id", "case__text")
_NAMES = {"case__kind": "content_kind", "case__content_id": "content_id", "case__text": "text"}
_SUSPENSION = ("created_at", "until", "reason")


def _renamed(rows: Iterator[Row]) -> Iterator[Row]:
    return ({_NAMES.get(name, name): value for name, value in row.items()} for row in rows)


def _reports(user: User) -> QuerySet[Report]:
    return Report.objects.filter(reporter=user)


def _erase_reports(user: User, alive: Alive) -> None:
    """Moderators still see that the content was reported, and not by whom."""
    _reports(user).update(reporter=None, note="")


def _events(user: User) -> QuerySet[Event]:
    return Event.objects.filter(user=user)


def _erase_events(user: User, alive: Alive) -> None:
    """The log keeps that something was done, and forgets to whom and by whom; cases go with what they are about."""
    _events(user).update(user=None, message="", details={})
    Event.objects.filter(moderator=user).update(moderator=None)
    Case.objects.filter(decided_by=user).update(decided_by=None)
    Suspension.objects.filter(by=user).update(by=None)
    delete_in_batches(Case.objects.filter(author=user), alive=alive)


def _lift(user: User) -> None:
    """Or the closed account would be opened as the suspension ends."""
    Suspension.objects.filter(user=user).delete()


def _erase_suspension(user: User, alive: Alive) -> None:
    _lift(user)


PARTS = (
    PersonalData(
        name="reports",
        columns=tuple(_NAMES.get(name, name) for name in _REPORT),
        rows=lambda user: _renamed(in_batches(_reports(user).values(*_REPORT), by=("id",))),
        count=lambda user: _reports(user).count(),
        erase=_erase_reports,
        holds=("moderation.Report",),
    ),
    PersonalData(
        name="moderation",
        columns=tuple(_NAMES.get(name, name) for name in _EVENT),
        rows=lambda user: _renamed(in_batches(_events(user).values(*_EVENT), by=("id",))),
        count=lambda user: _events(user).count() + Case.objects.filter(author=user).count(),
        erase=_erase_events,
        holds=("moderation.Case", "moderation.Event"),
    ),
    PersonalData(
        name="suspensions",
        columns=_SUSPENSION,
        rows=lambda user: Suspension.objects.filter(user=user).values(*_SUSPENSION).iterator(),
        count=lambda user: Suspension.objects.filter(user=user).count(),
        erase=_erase_suspension,
        hide=_lift,
        holds=("accounts.Suspension",),
    ),
)
