"""The same recording elsewhere: tracks that carry the same ISRC."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue import questions
from catalogue.errors import CatalogueNotFound, CatalogueUnavailable, TrackNotFound
from catalogue.hidden import hidden_things, is_hidden, shown_only
from catalogue.ids import CatalogueId
from catalogue.providers.records import TrackRecord
from catalogue.providers.registry import enabled_names
from catalogue.resources import Answer, answer, answer_all
from catalogue.stored import BY_RANK, loaded_tracks, stored_track, track_records
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider


def equivalents(track_id: CatalogueId, *, budget: Budget | None = None) -> list[TrackRecord]:
    """In the order of the providers, without the track itself; empty when nobody gave it an ISRC.

    A provider that cannot be asked is left out, but for what we hold of it. Raises TrackNotFound, and
    CatalogueUnavailable when the track, or everybody, cannot be asked.
    """
    budget = budget or Budget()
    track = _whole(track_id, budget)
    hidden = hidden_things()
    if is_hidden(track, hidden):
        raise TrackNotFound
    isrc = track.isrc.replace("-", "").upper()
    if not isrc:
        return []
    found = {each.id: each for each in _said(isrc, budget) if each.id != track_id}
    return shown_only(found.values(), hidden)


def playable_equivalent(track_id: CatalogueId) -> TrackRecord | None:
    """The first that is known to have audio, best provider first. Failures count as none."""
    try:
        return next((each for each in equivalents(track_id) if each.has_preview), None)
    except (CatalogueNotFound, CatalogueUnavailable):
        return None


def _whole(track_id: CatalogueId, budget: Budget) -> TrackRecord:
    """The track with its ISRC, which lists leave out: a row that came from one does not have it yet."""
    held = stored_track(track_id)
    if held is not None and held.isrc:
        return held
    try:
        return answer(questions.track(track_id), budget=budget)
    except NotFoundAtProvider:
        raise TrackNotFound from None


def _said(isrc: str, budget: Budget) -> Iterable[TrackRecord]:
    names = enabled_names()
    outcomes = answer_all([questions.by_isrc(name, isrc) for name in names], budget=budget)
    spellings = [isrc, f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"]
    stored = loaded_tracks().filter(isrc__in=spellings, provider__in=names).order_by(*BY_RANK)
    found = [each for outcome in outcomes if isinstance(outcome, Answer) for each in outcome.value]
    found += track_records(stored)
    if not found and outcomes and all(isinstance(outcome, CatalogueUnavailable) for outcome in outcomes):
        raise CatalogueUnavailable
    # A provider names one copy of several; its place in the order is its provider's all the same.
    return sorted(found, key=lambda each: names.index(each.id.provider))
