"""The parts that a page can do without. A refusal is an answer, and empty; only what was unavailable is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.parallel import Pending, run_side_by_side

T = TypeVar("T")


def if_had(pending: Pending[T], otherwise: T) -> tuple[T, bool]:
    """The result of a call, or ``otherwise``; and whether nothing is missing."""
    try:
        return pending.result(), True
    except ProviderUnavailable:
        return otherwise, False
    except ProviderError:
        return otherwise, True


def those_had(calls: Sequence[Callable[[], T]], budget: Budget, *, service: str) -> tuple[list[T], bool]:
    """The results of those calls that had one, in order; and whether nothing is missing."""
    outcomes = run_side_by_side(calls, budget, service=service)
    complete = not any(isinstance(each, ProviderUnavailable) for each in outcomes)
    return [each for each in outcomes if not isinstance(each, ProviderError)], complete
