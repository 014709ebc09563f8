"""Calls to Deezer under way, and the lists that a page can do without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from catalogue.ids import DEEZER
from integrations.budget import Budget
from integrations.deezer.records import DeezerPage
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.parallel import Pending, start

T = TypeVar("T")


def begin(call: Callable[[], T], budget: Budget) -> Pending[T]:
    return start(call, budget, service=DEEZER)


class Side(Generic[T]):
    """A list that may fail. ``complete`` is false only when it was unavailable: a refusal is an answer, and empty."""

    def __init__(self, pending: Pending[DeezerPage[T]]) -> None:
        self.items: tuple[T, ...] = ()
        self.error: ProviderError | None = None
        try:
            self.items = pending.result().items
        except ProviderError as error:
            self.error = error

    @property
    def complete(self) -> bool:
        return not isinstance(self.error, ProviderUnavailable)


def raise_if_all_failed(sides: Sequence[Side[Any]], *, unless_refused: bool = False) -> None:
    """Raises the error that speaks most for asking again, if every list has one.

    ``unless_refused``: refusals alone are empty lists.
    """
    errors = [side.error for side in sides if side.error]
    unavailable = [error for error in errors if isinstance(error, ProviderUnavailable)]
    if len(errors) < len(sides) or (unless_refused and not unavailable):
        return
    raise (unavailable or errors)[0]
