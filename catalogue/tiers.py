"""What is kept of answers, from the nearest tier to the farthest: this process, Redis, rows.

Redis and the rows hold payloads of `catalogue.codec`, each with the moment of the provider's answer, so that every tier
says the same of an answer's age. In Redis a copy lives as long as it may be given without asking, in a process for
seconds. "There is no such thing" is remembered in Django's cache, whichever that is, and in the process.

Answers of our own catalogue are kept in the process only, and only lists: see `catalogue.generation`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from django.conf import settings
from django.core.cache import cache

from catalogue import generation, snapshots
from catalogue.ids import LOCAL
from catalogue.lifetimes import NOT_FOUND_FOR, State, state_of
from catalogue.memory import Memory
from catalogue.questions import Question
from catalogue.snapshots import Kept, readable
from integrations.counters import count
from integrations.shared_state import REDIS_TROUBLE, redis_is_lost, redis_was_lost

Said = TypeVar("Said")
T = TypeVar("T")

MOST_IN_MEMORY: Final = 256


@dataclass(frozen=True, slots=True)
class Missing:
    """The provider has no such thing."""

    fetched_at: float


Held: TypeAlias = Kept[Said] | Missing

_memory: Memory[Held[Any]] = Memory(MOST_IN_MEMORY)
_ours: Memory[Kept[Any]] = Memory(MOST_IN_MEMORY)


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Said]):
    """A provider's answer as a later reader will find it, and its payload, None for one that is not to be kept."""

    kept: Kept[Said]
    payload: Any = None


def read(questions: Iterable[Question[Said]]) -> dict[str, Held[Said]]:
    """What is kept for these questions, by key, however old. One look at each tier for what the nearer ones lack."""
    found: dict[str, Held[Said]] = {}
    wanted: dict[str, Question[Said]] = {}
    for each in questions:
        if (held := in_memory(each)) is not None:
            found[each.key] = held
        elif each.provider != LOCAL:
            wanted[each.key] = each
    if wanted:
        found |= read_shared(wanted)
    return found


def read_shared(wanted: Mapping[str, Question[Said]]) -> dict[str, Held[Said]]:
    """`read` past this process's own copies."""
    found = _cached(wanted)
    _count("shared", wanted, found)
    in_rows = {key: each for key, each in wanted.items() if key not in found and each.kind.lifetime is not None}
    rows = snapshots.read(in_rows.values())
    _count("rows", in_rows, rows)
    found.update(rows)
    for key, held in found.items():
        _memory.put(key, held)
    return found


def in_memory(question: Question[Said]) -> Held[Said] | None:
    """This process's own copy."""
    if question.provider != LOCAL:
        held = _memory.get(question.key)
    elif question.subject is None:
        held = _ours.get((generation.current(), question.key))
    else:
        return None
    count("catalogue_cache", tier="memory", outcome="miss" if held is None else "hit")
    return held


def look(question: Question[Said]) -> Held[Said] | None:
    """What another thread or process has just left for the question, without asking the database."""
    for tier in (lambda: _memory.get(question.key), lambda: _cached({question.key: question}).get(question.key)):
        held: Held[Said] | None = tier()
        if isinstance(held, Missing) or (held is not None and is_fresh(question, held)):
            return held
    return None


def is_fresh(question: Question[Said], kept: Kept[Said]) -> bool:
    lifetime = question.kind.lifetime
    if lifetime is None:
        return False
    state = state_of(lifetime, question.key, fetched_at=kept.fetched_at, now=time.time())
    return state in (State.FRESH, State.DUE)


def publish(question: Question[Said], fetched: Fetched[Said]) -> None:
    """Keep a new answer where all who ask now can find it; the rows are the caller's."""
    kept, lifetime = fetched.kept, question.kind.lifetime
    _memory.put(question.key, kept)
    if settings.REDIS_URL and lifetime is not None:
        text = json.dumps({"at": kept.fetched_at, "said": fetched.payload}, separators=(",", ":"))
        _guarded(lambda: cache.set(_cache_key(question.key), text, lifetime.revalidate.total_seconds()), None)


def publish_missing(question: Question[Any]) -> Missing:
    missing = Missing(time.time())
    _memory.put(question.key, missing)
    text = json.dumps({"at": missing.fetched_at})
    _guarded(lambda: cache.set(_cache_key(question.key), text, NOT_FOUND_FOR.total_seconds()), None)
    return missing


def keep_ours(question: Question[Said], kept: Kept[Said], of_generation: int) -> None:
    """Keep an answer of our own catalogue that was read when ``of_generation`` was the current one."""
    if question.subject is None:
        _ours.put((of_generation, question.key), kept)


def claim(name: str, seconds: float) -> bool:
    """Whether the caller is the first to claim ``name`` within ``seconds``, over all processes unless Redis is lost."""
    return _guarded(lambda: bool(cache.add(_cache_key(name), 1, seconds)), otherwise=True)


def _count(tier: str, wanted: Iterable[str], found: Container[str]) -> None:
    for key in wanted:
        count("catalogue_cache", tier=tier, outcome="hit" if key in found else "miss")


def _cached(wanted: Mapping[str, Question[Said]]) -> dict[str, Held[Said]]:
    by_cache_key = {_cache_key(key): each for key, each in wanted.items()}
    texts: dict[str, str] = _guarded(lambda: cache.get_many(by_cache_key), {})
    held = {by_cache_key[name].key: _read_text(by_cache_key[name], text) for name, text in texts.items()}
    return {key: each for key, each in held.items() if each is not None}


def _read_text(question: Question[Said], text: str) -> Held[Said] | None:
    try:
        held = json.loads(text)
        fetched_at = float(held["at"])
    except (ValueError, TypeError, KeyError):
        return None
    if "said" not in held:
        expired = time.time() - fetched_at > NOT_FOUND_FOR.total_seconds()
        return None if expired else Missing(fetched_at)
    answer = readable(question, held["said"])
    return None if answer is None else Kept(answer, fetched_at)


def _guarded(call: Callable[[], T], otherwise: T) -> T:
    """A call to the cache; ``otherwise`` while its Redis is lost."""
    if settings.REDIS_URL and redis_is_lost():
        return otherwise
    try:
        return call()
    except REDIS_TROUBLE as error:
        redis_was_lost(error)
        return otherwise


def _cache_key(key: str) -> str:
    # Some caches take neither spaces nor long keys.
    return "catalogue:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
