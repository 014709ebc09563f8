"""The only door to the providers: a question goes in, records come out.

An answer that is still fresh is given without asking, and so is one that is stale for not too long, while it is renewed
in the background. Otherwise the provider is asked within the budget, its answer is stored (rows and snapshot) and
given. A provider that cannot be asked is answered for by what is kept, as long as `catalogue.lifetimes` lets it, or by
our rows; `CatalogueUnavailable` only where there is neither.

Never call this inside a transaction: it waits for the network, and what it stores is to stay.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar, cast

from catalogue import snapshots, tiers
from catalogue.asking import Asked, NotEnabled, Reply, ask_side_by_side
from catalogue.errors import CatalogueUnavailable
from catalogue.findings import findings_of
from catalogue.ids import LOCAL
from catalogue.lifetimes import State, state_of
from catalogue.provenance import Provenance, Source
from catalogue.questions import ALBUM, ARTIST, TRACK, Question
from catalogue.renewal import renew_later
from catalogue.snapshots import Kept
from catalogue.store import Findings, store
from catalogue.stored import stored_album, stored_artist, stored_since, stored_track
from catalogue.tiers import Held, Missing
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderUnavailable

logger = logging.getLogger(__name__)

Said = TypeVar("Said")

_STORED: dict[str, Any] = {ARTIST.name: stored_artist, ALBUM.name: stored_album, TRACK.name: stored_track}


@dataclass(frozen=True, slots=True)
class Answer(Generic[Said]):
    """``fetched_at``: when the provider said so, in seconds since 1970."""

    value: Said
    source: Source
    fetched_at: float

    def tell(self, provenance: Provenance) -> None:
        provenance.add(self.source, self.fetched_at, complete=getattr(self.value, "complete", True))


Outcome = Answer[Said] | NotFoundAtProvider | CatalogueUnavailable


def answer(question: Question[Said], *, budget: Budget, provenance: Provenance | None = None) -> Said:
    """The answer to one question; raises `NotFoundAtProvider` or `CatalogueUnavailable`.

    ``provenance`` is told where it came from.
    """
    (outcome,) = answer_all([question], budget=budget)
    if not isinstance(outcome, Answer):
        raise outcome
    if provenance is not None:
        outcome.tell(provenance)
    return outcome.value


def answer_all(questions: Sequence[Question[Said]], *, budget: Budget) -> list[Outcome[Said]]:
    """The outcome of each question, in their order. Those that have to be asked are asked side by side.

    The number of statements does not depend on how many questions there are, as long as providers answer.
    """
    by_key = {each.key: each for each in questions}
    held = tiers.read(by_key.values())
    outcomes: dict[str, Outcome[Said]] = {}
    for key, each in by_key.items():
        if (outcome := _at_once(each, held.get(key))) is not None:
            outcomes[key] = outcome
    if to_ask := [each for key, each in by_key.items() if key not in outcomes]:
        asked = ask_side_by_side(to_ask, budget=budget)
        _keep(to_ask, asked, held)
        outcomes.update((each.key, _outcome(each, held.get(each.key), asked.replies[each.key])) for each in to_ask)
    return [outcomes[each.key] for each in questions]


def renew(question: Question[Any], *, budget: Budget, within: timedelta = timedelta()) -> bool:
    """Ask anew and keep the answer; False when it is not due yet, and will still be fresh after ``within``.

    Raises `ProviderUnavailable` when the provider could not be asked.
    """
    held = tiers.read_shared({question.key: question})
    if _lasts(question, held.get(question.key), within.total_seconds()):
        return False
    asked = ask_side_by_side([question], budget=budget)
    _keep([question], asked, held)
    if isinstance(reply := asked.replies[question.key], ProviderUnavailable):
        raise reply
    return True


def _at_once(question: Question[Said], held: Held[Said] | None) -> Outcome[Said] | None:
    """What is answered without asking; None: the provider has to be asked."""
    if held is None:
        return None
    if isinstance(held, Missing):
        return NotFoundAtProvider(question.provider, question.about)
    if question.provider == LOCAL:
        return Answer(held.answer, Source.HIT, time.time())
    state = _state(question, held)
    if state in (State.EXPIRED, State.DEAD):
        return None
    if state is not State.FRESH:
        renew_later(question)
    return Answer(held.answer, Source.STALE if state is State.STALE else Source.HIT, held.fetched_at)


def _lasts(question: Question[Any], held: Held[Any] | None, seconds: float) -> bool:
    later = _state(question, held, ahead=seconds)
    return isinstance(held, Missing) or (_state(question, held) is State.FRESH and later in (State.FRESH, State.DUE))


def _state(question: Question[Said], held: Held[Said] | None, *, ahead: float = 0.0) -> State:
    """``ahead`` seconds from now."""
    lifetime = question.kind.lifetime
    if lifetime is None or held is None or isinstance(held, Missing):
        return State.DEAD
    return state_of(lifetime, question.key, fetched_at=held.fetched_at, now=time.time() + ahead)


def _keep(questions: Sequence[Question[Said]], asked: Asked[Said], held: dict[str, Held[Said]]) -> None:
    """Store the answers that came for this call. What the provider says is gone is not kept any longer."""
    findings, gone = Findings(), list[str]()
    for question in questions:
        reply = asked.replies[question.key]
        fetched = asked.fetched.get(question.key)
        if isinstance(reply, ProviderError):
            _note(question, reply)
            if _is_gone(reply) and isinstance(held.get(question.key), Kept):
                gone.append(question.key)
        elif fetched is not None and question.kind.lifetime is not None:
            findings.add(findings_of(question, fetched.kept.answer))
    store(findings)
    # A copy: a thread that was given up may still come back with its answer.
    fetched_all = dict(asked.fetched)
    snapshots.write(
        {key: (each.payload, each.kept.fetched_at) for key, each in fetched_all.items() if each.payload is not None}
    )
    if gone:
        snapshots.forget(gone)


def _note(question: Question[Any], error: ProviderError) -> None:
    if not isinstance(error, (NotFoundAtProvider, ProviderUnavailable)):
        logger.error("%s was refused: %s", question.key, error)


def _is_gone(reply: ProviderError) -> bool:
    return isinstance(reply, NotFoundAtProvider) and not isinstance(reply, NotEnabled)


def _outcome(question: Question[Said], held: Held[Said] | None, reply: Reply[Said]) -> Outcome[Said]:
    if isinstance(reply, Kept):
        return Answer(reply.answer, Source.HIT if question.provider == LOCAL else Source.MISS, reply.fetched_at)
    if isinstance(reply, NotFoundAtProvider) and _is_gone(reply):
        return reply
    return _held(question, held) or _none_held(question, reply)


def _held(question: Question[Said], held: Held[Said] | None) -> Answer[Said] | None:
    """What we can answer without the provider."""
    if isinstance(held, Kept) and _state(question, held) is not State.DEAD:
        return Answer(held.answer, Source.STALE, held.fetched_at)
    if question.kind.name not in _STORED or question.subject is None:
        return None
    page = _STORED[question.kind.name](question.subject)
    if page is None:
        return None
    return Answer(page, Source.STALE, stored_since(question.kind.name, question.subject))


def _none_held(question: Question[Any], error: ProviderError) -> NotFoundAtProvider | CatalogueUnavailable:
    if isinstance(error, NotEnabled):
        return NotFoundAtProvider(question.provider, question.about)
    return CatalogueUnavailable(cast(float, getattr(error, "retry_after", 2.0)))
