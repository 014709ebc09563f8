"""Identifying for a job: the provider's bad quarter of an hour is waited out, with signs of life in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Final

from catalogue.identifying.identify import identify
from catalogue.identifying.wanted import How, Match, NotAllIdentified, Wanted
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

ROUND_SECONDS: Final = 60.0
"""Between two signs of life: a job that gives none for five minutes is taken for dead."""
PATIENCE_SECONDS: Final = 900.0
JOB_PATIENCE_SECONDS: Final = 300.0
LONGEST_PAUSE: Final = 30.0
UNAVAILABLE: Final = Match(None, How.UNAVAILABLE)


def identify_patiently(
    wanted: Sequence[Wanted], *, alive: Callable[[], None], patience: float = PATIENCE_SECONDS
) -> list[Match]:
    """`identify` as background traffic, again and again while the provider is out of turns or out of reach.

    ``alive`` is called before each attempt; what it raises ends the work, so that a cancelled job stops. Raises
    `ProviderUnavailable` when the provider has not answered for ``patience`` seconds.
    """
    until, pause = monotonic() + patience, 1.0
    while True:
        alive()
        try:
            return identify(wanted, budget=Budget(ROUND_SECONDS, background=True))
        except ProviderUnavailable as error:
            pause = min(LONGEST_PAUSE, max(error.retry_after, pause * 2))
            if monotonic() + pause > until:
                raise
            sleep(pause)


class Identifier:
    """Identifies a whole job's tracks, and never fails: what could not be asked for in time is `How.UNAVAILABLE`.

    The provider is waited for once, up to ``patience`` seconds; after that each batch tries it once, until it answers.
    """

    def __init__(self, *, alive: Callable[[], None], patience: float = JOB_PATIENCE_SECONDS) -> None:
        self._alive = alive
        self._patience = patience
        self._left = patience

    def identify(self, wanted: Sequence[Wanted]) -> list[Match]:
        try:
            found = identify_patiently(wanted, alive=self._alive, patience=self._left)
        except NotAllIdentified as error:
            self._left = 0.0
            return [error.sure.get(each, UNAVAILABLE) for each in wanted]
        self._left = self._patience
        return found
