"""From tracks as others know them to the catalogue's own: the one door of every import.

What is stored is looked at first: by id, by ISRC, by name. What is left is asked of the catalogue's first outside
provider, by ISRC and then by name, side by side and within the quota's background share. Its answers are kept as all
answers are, so that asking again costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from catalogue.identifying.asked import Asked, ask
from catalogue.identifying.choosing import Choice
from catalogue.identifying.held import Held, held, rows_of
from catalogue.identifying.wanted import How, Match, NotAllIdentified, Wanted
from catalogue.models import Track
from catalogue.store import store_tracks
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

AT_ONCE: Final = 200
"""Tracks that one round of statements is for."""
NOT_FOUND: Final = Match(None, How.NOT_FOUND)

Matches = dict[Wanted, Match]


def identify(wanted: Sequence[Wanted], *, budget: Budget) -> list[Match]:
    """A match for each, in their order.

    The number of statements depends on how many times `AT_ONCE` are wanted, not on how many of them have to be asked
    for. Raises `NotAllIdentified`, a `ProviderUnavailable`, when the provider could not be asked for all of them:
    nothing is "not found" that nobody has looked for. What was learned until then is kept, so that the next call goes
    on from there.

    Never call this inside a transaction: it waits for the network, and what it stores is to stay.
    """
    found: Matches = {}
    for some in _portions(list(dict.fromkeys(wanted))):
        _identify(some, budget, found)
    return [found[each] for each in wanted]


def _portions(wanted: list[Wanted]) -> Iterator[list[Wanted]]:
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


def _identify(wanted: list[Wanted], budget: Budget, found: Matches) -> None:
    sure, unsure = _among_stored(wanted, held(wanted))
    found |= sure
    rest = [each for each in wanted if each not in sure]
    try:
        asked = _among_rows(ask(rest, budget))
    except ProviderUnavailable as error:
        raise NotAllIdentified(error, {each: match for each, match in found.items() if match.track}) from error
    for each in rest:
        found[each] = asked.get(each) or unsure.get(each) or NOT_FOUND


def _among_stored(wanted: Sequence[Wanted], stored: Held) -> tuple[Matches, Matches]:
    """What is sure, and what is likely and not sure."""
    sure: Matches = {}
    choices: dict[Wanted, Choice[int]] = {}
    for each in wanted:
        if row := stored.of_id(each):
            sure[each] = Match(row, How.ID, 100.0)
        elif row := stored.of_isrc(each):
            sure[each] = Match(row, How.ISRC, 100.0)
        elif (choice := stored.of_name(each)).score:
            choices[each] = choice
    rows = rows_of({key for choice in choices.values() for key in choice.all})
    unsure: Matches = {}
    for each, choice in choices.items():
        (unsure if choice.sure is None else sure)[each] = _match([rows[key] for key in choice.all], How.NAME, choice)
    return sure, unsure


def _among_rows(asked: dict[Wanted, Asked]) -> Matches:
    """The provider's answers as rows, all stored at once."""
    records = {record.id: record for each in asked.values() for record in each.choice.all}
    rows = dict(zip(records, store_tracks(records.values()), strict=True))
    return {
        wanted: _match([rows[record.id] for record in each.choice.all], each.how, each.choice)
        for wanted, each in asked.items()
    }


def _match(rows: list[Track], how: How, choice: Choice[Any]) -> Match:
    if choice.sure is not None:
        return Match(rows[0], how, choice.score)
    return Match(None, How.AMBIGUOUS, choice.score, rows)
