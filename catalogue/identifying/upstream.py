"""Asking the catalogue's first outside provider for tracks that are not stored: by ISRC, else by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from catalogue import questions
from catalogue.errors import CatalogueUnavailable
from catalogue.hidden import hidden_things, shown_only
from catalogue.identifying.likeness import Named
from catalogue.identifying.wanted import Wanted
from catalogue.ids import LOCAL, CatalogueId
from catalogue.providers.records import TrackRecord
from catalogue.providers.registry import enabled_names, provider_named
from catalogue.questions import Question
from catalogue.resources import Answer, answer_all
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

Found = dict[Wanted, list[TrackRecord]]
Key = TypeVar("Key")
Said = TypeVar("Said")


def first_outside() -> str | None:
    """The provider that is asked; None where there is only our own catalogue."""
    return next((name for name in enabled_names() if name != LOCAL and provider_named(name)), None)


def ask_ids(wanted: Sequence[Wanted], budget: Budget) -> dict[CatalogueId, TrackRecord]:
    """The tracks of ids that are not stored, of the providers that this installation uses."""
    ids = {each for one in wanted for each in one.ids if each.provider != LOCAL and provider_named(each.provider)}
    found = _ask({each: questions.track(each) for each in sorted(ids)}, budget)
    return {each: record for each, record in found.items() if shown_only([record], hidden_things())}


def ask_isrcs(wanted: Sequence[Wanted], budget: Budget, *, at: str) -> Found:
    asked = {each: questions.by_isrc(at, each.code) for each in wanted if each.code}
    return _shown(_ask(asked, budget))


def ask_names(wanted: Mapping[Wanted, str], budget: Budget, *, at: str) -> Found:
    """``wanted`` says what to search for."""
    return _shown(_ask({each: questions.tracks_named(at, text) for each, text in wanted.items() if text}, budget))


def searches(wanted: Wanted) -> list[str]:
    """What to search for, in turn, until something is found: the title in full, then without its version."""
    named = Named.wanted(wanted)
    artist = wanted.artists[0] if wanted.artists else ""
    whole = " ".join(f"{artist} {named.title.base} {named.title.said}".split())
    return list(dict.fromkeys([whole, f"{artist} {named.title.base}".strip()]))


def named_record(record: TrackRecord) -> Named:
    album = record.album.title if record.album else ""
    return Named.of(record.title, (record.artist.name,), album, float(record.duration), _rank(record))


def _rank(record: TrackRecord) -> int:
    return -1 if record.readable is False else record.rank or 0


def _ask(asked: Mapping[Key, Question[Said]], budget: Budget) -> dict[Key, Said]:
    """The answers that came; without those that are not there. Raises `ProviderUnavailable` when one is missing."""
    if not asked:
        return {}
    found: dict[Key, Said] = {}
    failed: list[tuple[str, float]] = []
    for (key, question), outcome in zip(asked.items(), answer_all([*asked.values()], budget=budget), strict=True):
        if isinstance(outcome, Answer):
            found[key] = outcome.value
        elif isinstance(outcome, CatalogueUnavailable):
            failed.append((question.provider, float(outcome.retry_after)))
    if failed:
        raise ProviderUnavailable(failed[0][0], "could not be asked", retry_after=max(after for _, after in failed))
    return found


def _shown(found: Found) -> Found:
    hidden = hidden_things()
    return {each: shown_only(records, hidden) for each, records in found.items()}
