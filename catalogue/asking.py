"""Putting questions to providers: the outside ones side by side in threads, our own rows in the thread that asks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Final, TypeAlias, TypeVar

from catalogue.ids import LOCAL
from catalogue.providers.protocol import Provider
from catalogue.providers.registry import provider_named
from catalogue.questions import Question
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderUnavailable
from integrations.parallel import Pending

MAX_THREADS: Final = 16

Said = TypeVar("Said")
Reply: TypeAlias = Said | ProviderError


class NotEnabled(NotFoundAtProvider):
    """This installation does not use the provider."""


def ask_side_by_side(questions: Sequence[Question[Said]], *, budget: Budget) -> list[Reply[Said]]:
    """Each question's answer or error, in order. Ends with the budget."""
    if len(questions) == 1:
        only: Question[Said] = questions[0]
        reply: Reply[Said] = _reply(only, budget)
        return [reply]
    under_way = {
        each.key: Pending(_pool(os.getpid()).submit(partial(_reply, each, budget)), budget, each.provider)
        for each in questions
        if each.provider != LOCAL
    }
    replies: dict[str, Reply[Said]] = {}
    for each in questions:
        if each.provider == LOCAL:
            replies[each.key] = _reply(each, budget)  # type: ignore[arg-type]  # mypy takes the union for what is said
    return [replies[each.key] if each.key in replies else _result(under_way[each.key]) for each in questions]


def _reply(question: Question[Said], budget: Budget) -> Reply[Said]:
    provider = provider_named(question.provider)
    if provider is None:
        return NotEnabled(question.provider)
    try:
        return _ask(question, provider, budget)
    except ProviderError as error:
        return error


def _ask(question: Question[Said], provider: Provider, budget: Budget) -> Said:
    if budget.spent and question.provider != LOCAL:
        raise ProviderUnavailable(question.provider, "no time left to ask")
    return question.ask(provider, budget)


def _result(pending: Pending[Reply[Said]]) -> Reply[Said]:
    try:
        return pending.result()
    except ProviderError as error:
        return error


@cache
def _pool(process: int) -> ThreadPoolExecutor:
    """Of this process, since threads do not survive a fork.

    Not the pool of `integrations.parallel`: providers wait for calls in that one, and would wait for themselves.
    """
    return ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="catalogue")
