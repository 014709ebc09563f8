"""Rows written many at a time, in a number of statements that does not depend on how many there are.

Writers of the same rows at the same moment neither fail nor wait for each other in a circle: new rows are inserted in
the order of their identity, whoever comes second finds them, and changed rows are locked in that same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils import timezone

from catalogue.ids import CatalogueId
from catalogue.models import ProvidedModel, ProvidedQuerySet

Row = TypeVar("Row", bound=ProvidedModel)
Said = Mapping[str, Any]
"""What an answer said of one row, by column. None and "" are not said, and change nothing."""

_IDENTITY = ("provider", "external_id")


def upsert(model: type[Row], said: Mapping[CatalogueId, Said]) -> dict[CatalogueId, Row]:
    """Store what was said of these rows and return them. Five statements at most, one when there is nothing new."""
    if not said:
        return {}
    rows = _stored(model, said)
    new = sorted(set(said) - set(rows))
    if new:
        drafts = [_changed(_blank(model, each), said[each]) for each in new]
        model._default_manager.bulk_create(drafts, ignore_conflicts=True)
        rows |= _stored(model, {each: said[each] for each in new})
    if stale := {each: said[each] for each in rows if _differs(rows[each], said[each])}:
        rows |= _update(model, stale)
    return rows


@transaction.atomic
def _update(model: type[Row], said: Mapping[CatalogueId, Said]) -> dict[CatalogueId, Row]:
    """Read again under the lock, so that what a parallel writer has learned meanwhile is kept."""
    query = _rows(model, said).order_by(*_IDENTITY).select_for_update(no_key=True)
    rows = {row.catalogue_id: _changed(row, said[row.catalogue_id]) for row in query}
    columns = sorted({column for each in said.values() for column in each} | {"updated_at"})
    model._default_manager.bulk_create(
        map(_keyless, rows.values()), update_conflicts=True, unique_fields=_IDENTITY, update_fields=columns
    )
    return rows


def _keyless(row: Row) -> Row:
    """A copy that conflicts in its identity only: the key would be a second conflict in the same statement."""
    copied = copy(row)
    copied.pk = None
    return copied


def _rows(model: type[Row], said: Mapping[CatalogueId, Said]) -> models.QuerySet[Row]:
    return cast(ProvidedQuerySet[Row], model._default_manager).with_ids(said)


def _stored(model: type[Row], said: Mapping[CatalogueId, Said]) -> dict[CatalogueId, Row]:
    return {row.catalogue_id: row for row in _rows(model, said)}


def _blank(model: type[Row], catalogue_id: CatalogueId) -> Row:
    return model(provider=catalogue_id.provider, external_id=catalogue_id.value)


def _changed(row: Row, said: Said) -> Row:
    for column, value in said.items():
        if value is not None and value != "":
            setattr(row, column, value)
    row.updated_at = timezone.now()
    return row


def _differs(row: Row, said: Said) -> bool:
    return any(value is not None and value != "" and getattr(row, column) != value for column, value in said.items())
