"""What clients report of themselves: from the fields of a request to what is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from analytics.models import Activity
from analytics.recording import REFUSED, NewActivity, Outcome, State, record_activities
from analytics.serializers import NewActivitySerializer
from config.errors import FieldError, field_errors

Errors = dict[str, list[dict[str, str]]]

_REFUSALS: dict[State, tuple[str, str]] = {
    State.UNKNOWN_TRACK: ("track_id", "The catalogue has no such track."),
    State.TOO_MANY_UNKNOWN: ("track_id", "Too many tracks of yours are being looked for; come back later."),
    State.NOT_YOURS: ("recommendation", "No such recommendation was made to you."),
}
"""The field and the reason; the code is the state."""


def report(*, user: User, said: dict[str, Any]) -> Outcome:
    """Record what a client says, whose fields have been looked at. Raises FieldError."""
    if said.get("user") not in (None, user.pk):
        raise FieldError("user", "Activities are recorded for the caller only.", code="not_you")
    [outcome] = record_activities(user=user, activities=[_new(said)], source=Activity.Source.CLIENT)
    if outcome.state in REFUSED:
        field, reason = _REFUSALS[outcome.state]
        raise FieldError(field, reason, code=outcome.state)
    return outcome


def report_all(*, user: User, items: Sequence[Any]) -> list[dict[str, Any]]:
    """Record what can be recorded of up to 500 items, whatever they are; of each `{status, id, event_id, errors?}`."""
    forms = [NewActivitySerializer(data=item) for item in items]
    errors = [_errors(form, user) for form in forms]
    valid = [_new(form.validated_data) for form, wrong in zip(forms, errors, strict=True) if not wrong]
    outcomes = iter(record_activities(user=user, activities=valid, source=Activity.Source.CLIENT))
    return [
        {"event_id": _event_id(item), **(_invalid(wrong) if wrong else _result(next(outcomes)))}
        for item, wrong in zip(items, errors, strict=True)
    ]


def _errors(form: NewActivitySerializer, user: User) -> Errors:
    if not form.is_valid():
        return field_errors(_details(form.errors))
    if form.validated_data.get("user") not in (None, user.pk):
        return {"user": [{"message": "Activities are recorded for the caller only.", "code": "not_you"}]}
    return {}


def _details(errors: Any) -> Any:
    """As REST framework's `get_full_details`, of a form that did not raise."""
    if isinstance(errors, dict):
        return {key: _details(value) for key, value in errors.items()}
    if isinstance(errors, list):
        return [_details(each) for each in errors]
    return {"message": str(errors), "code": errors.code}


def _invalid(errors: Errors) -> dict[str, Any]:
    return {"status": "invalid", "id": None, "errors": errors}


def _result(outcome: Outcome) -> dict[str, Any]:
    if outcome.state in REFUSED:
        field, reason = _REFUSALS[outcome.state]
        return _invalid({field: [{"message": reason, "code": outcome.state.value}]})
    return {"status": outcome.state.value, "id": outcome.row.pk if outcome.row else None}


def _event_id(item: Any) -> str | None:
    """What the client knows the item by, however wrong it is."""
    found = item.get("event_id") if isinstance(item, dict) else None
    return found[:64] if isinstance(found, str) else None


def _new(said: dict[str, Any]) -> NewActivity:
    return NewActivity(
        track=said["track_id"],
        action=said["action"],
        timestamp=said.get("timestamp"),
        played_ms=said.get("played_ms"),
        event_id=said.get("event_id"),
        context=said.get("context"),
        recommendation=said.get("recommendation"),
        metadata=said.get("metadata") or {},
        track_name=said.get("track_name", ""),
        artist_name=said.get("artist_name", ""),
    )
