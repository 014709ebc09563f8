"""The only door to the providers: a question goes in, records come out.

An answer that is still fresh is given without asking. Otherwise the provider is asked within the budget, its answer
is stored (rows and snapshot) and given. A provider that cannot be asked is answered for by the snapshot, however old,
or by our rows; `CatalogueUnavailable` only where there is neither.

Never call this inside a transaction: it waits for the network, and what it stores is to stay.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.core.cache import cache

from catalogue import snapshots
from catalogue.asking import NotEnabled, Reply, ask_side_by_side
from catalogue.codec import decode, encode
from catalogue.errors import CatalogueUnavailable
from catalogue.findings import findings_of
from catalogue.ids import LOCAL
from catalogue.questions import ALBUM, ARTIST, NOT_FOUND_FOR, TRACK, Question
from catalogue.store import Findings, store
from catalogue.stored import stored_album, stored_artist, stored_track
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderUnavailable

logger = logging.getLogger(__name__)

Said = TypeVar("Said")

_STORED: dict[str, Any] = {ARTIST.name: stored_artist, ALBUM.name: stored_album, TRACK.name: stored_track}


@dataclass(frozen=True, slots=True)
class Answer(Generic[Said]):
    """``is_stale``: the provider could not be asked, and this is what we held."""

    value: Said
    is_stale: bool = False


Outcome = Answer[Said] | NotFoundAtProvider | CatalogueUnavailable


def answer(question: Question[Said], *, budget: Budget) -> Said:
    """The answer to one question; raises `NotFoundAtProvider` or `CatalogueUnavailable`."""
    (outcome,) = answer_all([question], budget=budget)
    if isinstance(outcome, Answer):
        return outcome.value
    raise outcome


def answer_all(questions: Sequence[Question[Said]], *, budget: Budget) -> list[Outcome[Said]]:
    """The outcome of each question, in their order. Those that have to be asked are asked side by side.

    The number of statements does not depend on how many questions there are, as long as providers answer.
    """
    by_key = {each.key: each for each in questions}
    kept = snapshots.read(each for each in by_key.values() if each.provider != LOCAL)
    missing = cache.get_many([_missing_key(key) for key in by_key])
    asked = [
        each
        for key, each in by_key.items()
        if _missing_key(key) not in missing and not (key in kept and kept[key].is_fresh(each))
    ]
    in_order = ask_side_by_side(asked, budget=budget)
    replies = dict(zip((each.key for each in asked), in_order, strict=True))
    said = _keep(asked, replies)
    for key, each in by_key.items():
        if _missing_key(key) in missing:
            replies[key] = NotFoundAtProvider(each.provider, each.about)
    outcomes = {key: _outcome(each, kept.get(key), replies.get(key), said) for key, each in by_key.items()}
    return [outcomes[each.key] for each in questions]


def _keep(asked: Sequence[Question[Said]], replies: dict[str, Reply[Said]]) -> dict[str, Said]:
    """Store the good answers, and return them as a later reader will find them."""
    said: dict[str, Said] = {}
    findings, payloads = Findings(), dict[str, Any]()
    for question in asked:
        reply = replies[question.key]
        if isinstance(reply, ProviderError):
            _note(question, reply)
            continue
        said[question.key] = reply
        if question.provider == LOCAL or question.kind.fresh_for is None:
            continue
        payload = encode(reply)
        said[question.key] = clean = decode(question.kind.shape, payload)
        findings.add(findings_of(question, clean))
        if getattr(clean, "complete", True):
            payloads[question.key] = payload
    store(findings)
    snapshots.write(payloads)
    return said


def _note(question: Question[Any], error: ProviderError) -> None:
    if isinstance(error, NotEnabled):
        return
    if isinstance(error, NotFoundAtProvider):
        if question.provider != LOCAL:
            cache.set(_missing_key(question.key), 1, NOT_FOUND_FOR.total_seconds())
    elif not isinstance(error, ProviderUnavailable):
        logger.error("%s was refused: %s", question.key, error)


def _outcome(
    question: Question[Said], kept: snapshots.Kept[Said] | None, reply: Reply[Said] | None, said: dict[str, Said]
) -> Outcome[Said]:
    if question.key in said:
        return Answer(said[question.key])
    if kept is not None and reply is None:
        return Answer(kept.answer)
    if isinstance(reply, NotFoundAtProvider) and not isinstance(reply, NotEnabled):
        return reply
    return _held(question, kept) or _none_held(question, cast(ProviderError, reply))


def _held(question: Question[Said], kept: snapshots.Kept[Said] | None) -> Answer[Said] | None:
    """What we can answer without the provider."""
    if kept is not None:
        return Answer(kept.answer, is_stale=True)
    if question.kind.name not in _STORED or question.subject is None:
        return None
    page = _STORED[question.kind.name](question.subject)
    return Answer(page, is_stale=True) if page is not None else None


def _none_held(question: Question[Any], error: ProviderError) -> NotFoundAtProvider | CatalogueUnavailable:
    if isinstance(error, NotEnabled):
        return NotFoundAtProvider(question.provider, question.about)
    return CatalogueUnavailable(getattr(error, "retry_after", 2.0))


def _missing_key(key: str) -> str:
    # Some caches take neither spaces nor long keys.
    return "catalogue:missing:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
