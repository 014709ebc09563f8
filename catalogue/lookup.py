"""From a catalogue id to the one row that stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from catalogue import questions
from catalogue.errors import CatalogueNotFound, CatalogueUnavailable, TrackNotFound
from catalogue.ids import CatalogueId, InvalidCatalogueId
from catalogue.models import Track
from catalogue.providers.records import TrackRecord
from catalogue.resources import Answer, answer_all
from catalogue.store import store_tracks
from config.prepared import Prepared
from integrations.budget import Budget

_ROW = Prepared(
    lambda provider, value: Track.objects.filter(provider=provider, external_id=value).for_display(),
    provider=str,
    value=str,
)


@dataclass(slots=True)
class TrackLookup:
    """``found`` rows have artist and album loaded. ``missing``: no such track; ``unavailable``: could not be asked."""

    found: dict[CatalogueId, Track] = field(default_factory=dict)
    missing: list[CatalogueId] = field(default_factory=list)
    unavailable: list[CatalogueId] = field(default_factory=list)
    retry_after: float = 2.0


def parsed_id(text: str, missing: type[CatalogueNotFound]) -> CatalogueId:
    """An id out of a path; one that no provider could have given raises ``missing``, which tells what is looked for."""
    try:
        return CatalogueId.parse(text, missing.kind)
    except InvalidCatalogueId:
        raise missing from None


def find_track(catalogue_id: CatalogueId, *, budget: Budget | None = None) -> Track:
    """The stored row, or the one made from the provider's answer, with artist and album loaded.

    Raises TrackNotFound (also for what was taken out of the catalogue) or CatalogueUnavailable. One statement for a
    stored track. Never call it inside a transaction: it may wait for the network.
    """
    looked_up = find_tracks([catalogue_id], budget=budget)
    if looked_up.found:
        return looked_up.found[catalogue_id]
    if looked_up.unavailable:
        raise CatalogueUnavailable(looked_up.retry_after)
    raise TrackNotFound


def find_tracks(ids: Iterable[CatalogueId], *, budget: Budget | None = None) -> TrackLookup:
    """`find_track` for many: stored ones in one statement, the others asked side by side within one budget."""
    wanted = list(dict.fromkeys(ids))
    rows = _rows(wanted)
    unknown = [each for each in wanted if each not in rows]
    result = TrackLookup()
    if unknown:
        records = _fetch(unknown, budget or Budget(), result)
        rows |= _rows(records)
        # Out of a copy whose row is gone, or of another request's answer that is being stored just now.
        rows |= {row.catalogue_id: row for row in store_tracks(records[each] for each in records if each not in rows)}
    for catalogue_id in wanted:
        row = rows.get(catalogue_id)
        if row is not None and _is_shown(row):
            result.found[catalogue_id] = row
        elif catalogue_id not in result.unavailable and catalogue_id not in result.missing:
            result.missing.append(catalogue_id)
    return result


def _rows(ids: Iterable[CatalogueId]) -> dict[CatalogueId, Track]:
    wanted = list(ids)
    if len(wanted) == 1:
        found = _ROW.all(provider=wanted[0].provider, value=wanted[0].value)
        return {row.catalogue_id: row for row in found}
    if not wanted:
        return {}
    return {row.catalogue_id: row for row in Track.objects.with_ids(wanted).for_display()}


def _fetch(ids: list[CatalogueId], budget: Budget, result: TrackLookup) -> dict[CatalogueId, TrackRecord]:
    """Ask for what is not stored; the answers, most of which were stored on their way."""
    records: dict[CatalogueId, TrackRecord] = {}
    for catalogue_id, outcome in zip(
        ids, answer_all([questions.track(each) for each in ids], budget=budget), strict=True
    ):
        if isinstance(outcome, CatalogueUnavailable):
            result.unavailable.append(catalogue_id)
            result.retry_after = max(result.retry_after, outcome.retry_after)
        elif isinstance(outcome, Answer):
            records[catalogue_id] = outcome.value
        else:
            result.missing.append(catalogue_id)
    return records


def _is_shown(row: Track) -> bool:
    return not (row.is_hidden or row.artist.is_hidden or (row.album is not None and row.album.is_hidden))
