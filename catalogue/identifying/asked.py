"""What the provider says of the wanted tracks that are not stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.identifying.choosing import Choice, choose
from catalogue.identifying.likeness import Named, is_plausible
from catalogue.identifying.upstream import ask_ids, ask_isrcs, ask_names, first_outside, named_record, searches
from catalogue.identifying.wanted import How, Wanted
from catalogue.providers.records import TrackRecord
from integrations.budget import Budget


@dataclass(frozen=True, slots=True)
class Asked:
    how: How
    choice: Choice[TrackRecord]


def ask(wanted: Sequence[Wanted], budget: Budget) -> dict[Wanted, Asked]:
    """By wanted track; what nobody has anything like is left out. Raises `ProviderUnavailable`."""
    found = _by_id(wanted, budget)
    provider = first_outside()
    if provider is None:
        return found
    found |= _by_isrc(_left(wanted, found), budget, provider)
    return found | _by_name(_left(wanted, found), budget, provider)


def _left(wanted: Sequence[Wanted], found: dict[Wanted, Asked]) -> list[Wanted]:
    return [each for each in wanted if each not in found]


def _by_id(wanted: Sequence[Wanted], budget: Budget) -> dict[Wanted, Asked]:
    records = ask_ids(wanted, budget)
    first = {each: next((records[one] for one in each.ids if one in records), None) for each in wanted}
    return {each: Asked(How.ID, Choice(record, 100.0)) for each, record in first.items() if record}


def _by_isrc(wanted: Sequence[Wanted], budget: Budget, provider: str) -> dict[Wanted, Asked]:
    found: dict[Wanted, Asked] = {}
    for each, records in ask_isrcs(wanted, budget, at=provider).items():
        named = Named.wanted(each)
        record = next((record for record in records if is_plausible(named, named_record(record))), None)
        if record:
            found[each] = Asked(How.ISRC, Choice(record, 100.0))
    return found


def _by_name(wanted: Sequence[Wanted], budget: Budget, provider: str) -> dict[Wanted, Asked]:
    """In two rounds: what the whole name does not find is searched for without its version."""
    found: dict[Wanted, Asked] = {}
    terms = {each: searches(each) for each in wanted}
    for turn in range(2):
        left = {each: turns[turn] for each, turns in terms.items() if len(turns) > turn and not _is_sure(found, each)}
        for each, records in ask_names(left, budget, at=provider).items():
            choice = choose(Named.wanted(each), ((record, named_record(record)) for record in records))
            if choice.score and (each not in found or choice.score > found[each].choice.score):
                found[each] = Asked(How.NAME, choice)
    return found


def _is_sure(found: dict[Wanted, Asked], wanted: Wanted) -> bool:
    return wanted in found and found[wanted].choice.sure is not None
