"""The same question put to all providers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from catalogue.errors import CatalogueUnavailable
from catalogue.provenance import Provenance
from catalogue.providers.registry import enabled_names
from catalogue.questions import Question
from catalogue.resources import Answer, Outcome, answer_all
from integrations.budget import Budget

Said = TypeVar("Said")


def said_by_all(
    question: Callable[[str], Question[Said]],
    *,
    budget: Budget | None,
    is_empty: Callable[[Said], bool],
    provenance: Provenance | None = None,
    names: Sequence[str] | None = None,
) -> list[Said]:
    """What the enabled providers, or those of them that are named, answered, in their order. One that has no such
    thing, or fails, is left out.

    Raises CatalogueUnavailable when one failed, or could not say all, and the others had nothing: nobody knows then
    that there is nothing.
    """
    outcomes = answer_all(
        [question(name) for name in (enabled_names() if names is None else names)], budget=budget or Budget()
    )
    said = [each.value for each in outcomes if isinstance(each, Answer)]
    _tell(provenance or Provenance(), outcomes)
    if all(is_empty(each) for each in said):
        _raise_failure(outcomes)
        if not all(getattr(each, "complete", True) for each in said):
            raise CatalogueUnavailable
    return said


def _tell(provenance: Provenance, outcomes: Sequence[Outcome[Said]]) -> None:
    for each in outcomes:
        if isinstance(each, Answer):
            each.tell(provenance)
        elif isinstance(each, CatalogueUnavailable):
            provenance.lacks_a_part()


def _raise_failure(outcomes: Sequence[Outcome[Said]]) -> None:
    failed = [each for each in outcomes if isinstance(each, CatalogueUnavailable)]
    if failed:
        raise CatalogueUnavailable(max(each.retry_after for each in failed))
