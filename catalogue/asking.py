"""Putting questions to providers: the outside ones side by side in threads, our own rows in the thread that asks.

A listener's question flies once, however many ask it now, and waits in one of the places that a process has for
waiting. Background questions take neither: nobody waits for them, and listeners must not wait for theirs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from catalogue import generation, tiers
from catalogue.codec import decode, encode
from catalogue.flight import SingleFlight
from catalogue.ids import LOCAL
from catalogue.providers.protocol import Provider
from catalogue.providers.registry import provider_named
from catalogue.questions import Question
from catalogue.snapshots import Kept
from catalogue.tiers import Fetched, Held, Missing
from integrations.budget import Budget
from integrations.bulkhead import waiting_room
from integrations.counters import count
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderUnavailable
from integrations.parallel import Pending

MAX_THREADS: Final = 16
BACKGROUND_THREADS: Final = 4
FOLLOWED_FOR: Final = 0.3
"""Seconds that a request without a place waits for the answer that others of its process are waiting for: a crowd
before one new thing is served, and cannot hold all threads for long.
"""

Said = TypeVar("Said")
Reply: TypeAlias = Kept[Said] | ProviderError

_flights: SingleFlight[Held[Any]] = SingleFlight()


class NotEnabled(NotFoundAtProvider):
    """This installation does not use the provider."""


@dataclass(slots=True)
class Asked(Generic[Said]):
    """``replies`` by key; ``fetched`` are the answers that came for this very call, and not for another's."""

    replies: dict[str, Reply[Said]] = field(default_factory=dict)
    fetched: dict[str, Fetched[Said]] = field(default_factory=dict)


def ask_side_by_side(questions: Sequence[Question[Said]], *, budget: Budget) -> Asked[Said]:
    """Each question's answer or error. Ends with the budget."""
    asked, outside = Asked[Said](), list[tuple[Question[Said], Provider]]()
    ours = [each for each in questions if each.provider == LOCAL]
    for each in questions:
        if each.provider != LOCAL:
            provider = provider_named(each.provider)
            if provider is None:
                asked.replies[each.key] = NotEnabled(each.provider)
            else:
                outside.append((each, provider))
    with ExitStack() as place:
        if outside and not _has_place(place, outside, budget, asked):
            outside = []
        _ask(outside, ours, budget, asked)
    for each, _ in outside:
        count("catalogue_cache", tier="upstream", outcome=_named(asked.replies[each.key]))
    return asked


def _has_place(
    place: ExitStack, outside: Sequence[tuple[Question[Said], Provider]], budget: Budget, asked: Asked[Said]
) -> bool:
    """Enter the waiting room. Where it is full, only an answer that is about to come anyway is waited for."""
    if budget.background:
        return True
    try:
        place.enter_context(waiting_room.place(outside[0][0].provider))
    except ProviderUnavailable as full:
        shorter = Budget(min(FOLLOWED_FOR, budget.remaining))
        asked.replies.update((each.key, _followed(each, shorter, full)) for each, _ in outside)
        return False
    return True


def _followed(question: Question[Said], budget: Budget, full: ProviderUnavailable) -> Reply[Said]:
    """What others have just been told, or are told in a moment."""
    held: Held[Said] | None = tiers.look(question)
    try:
        held = held or _flights.follow(question.key, budget=budget)
    except ProviderError:
        return full
    return NotFoundAtProvider(question.provider, question.about) if isinstance(held, Missing) else held


def _ask(
    outside: Sequence[tuple[Question[Said], Provider]],
    ours: Sequence[Question[Said]],
    budget: Budget,
    asked: Asked[Said],
) -> None:
    if len(outside) == 1 and not ours:
        question, provider = outside[0]
        asked.replies[question.key] = _reply(question, provider, budget, asked)
        return
    under_way = {
        each.key: Pending(
            _pool(os.getpid(), budget.background).submit(partial(_reply, each, provider, budget, asked)),
            budget,
            each.provider,
        )
        for each, provider in outside
    }
    for each in ours:
        asked.replies[each.key] = _answer_ours(each, budget)
    for key, pending in under_way.items():
        asked.replies[key] = _result(pending)


def _answer_ours(question: Question[Said], budget: Budget) -> Reply[Said]:
    provider = cast(Provider, provider_named(LOCAL))
    of_generation = generation.current()
    try:
        kept = Kept(question.ask(provider, budget), time.time())
    except ProviderError as error:
        return error
    tiers.keep_ours(question, kept, of_generation)
    return kept


def _reply(question: Question[Said], provider: Provider, budget: Budget, asked: Asked[Said]) -> Reply[Said]:
    fetch = partial(_fetch, question, provider, budget, asked)
    try:
        if budget.background or question.kind.lifetime is None:
            held: Held[Said] = fetch()
        else:
            held = _flights.fly(question.key, budget=budget, look=partial(tiers.look, question), fetch=fetch)
    except ProviderError as error:
        return error
    return NotFoundAtProvider(question.provider, question.about) if isinstance(held, Missing) else held


def _fetch(question: Question[Said], provider: Provider, budget: Budget, asked: Asked[Said]) -> Held[Said]:
    """Ask, and leave the answer in the tiers for whoever asks next."""
    if budget.spent:
        raise ProviderUnavailable(question.provider, "no time left to ask")
    try:
        said = question.ask(provider, budget)
    except NotFoundAtProvider:
        return tiers.publish_missing(question)
    fetched = _as_read(question, said)
    if fetched.payload is not None:
        tiers.publish(question, fetched)
    asked.fetched[question.key] = fetched
    return fetched.kept


def _as_read(question: Question[Said], said: Said) -> Fetched[Said]:
    """The answer as a later reader will find it. One with missing parts is given, and not kept."""
    if question.kind.lifetime is None:
        return Fetched(Kept(said, time.time()))
    payload = encode(said)
    kept = Kept(decode(question.kind.shape, payload), time.time())
    return Fetched(kept, payload if getattr(said, "complete", True) else None)


def _result(pending: Pending[Reply[Said]]) -> Reply[Said]:
    try:
        return pending.result()
    except ProviderError as error:
        return error


def _named(reply: Reply[Any]) -> str:
    if isinstance(reply, Kept):
        return "answered"
    return "missing" if isinstance(reply, NotFoundAtProvider) else "failed"


@cache
def _pool(process: int, background: bool) -> ThreadPoolExecutor:  # noqa: FBT001  (a cache goes by position)
    """Of this process, since threads do not survive a fork.

    Not the pools of `integrations.parallel`: providers wait for calls in those, and would wait for themselves.
    """
    name = "catalogue-background" if background else "catalogue"
    return ThreadPoolExecutor(BACKGROUND_THREADS if background else MAX_THREADS, thread_name_prefix=name)
