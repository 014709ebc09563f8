"""Everything the product knows about a listener, contributed by the rooms that know it.

Each room registers its parts when it starts (`<room>/personal_data.py`). Exporting reads all parts, deleting an account
erases all of them; neither has to know the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from config.batches import Alive, nobody_waits

Row = dict[str, Any]


def _erased_with_another(user: Any, alive: Alive) -> None:
    """Another part of the room does it."""


def _seen_by_nobody(user: Any) -> None:
    """Nothing to hide."""


def _no_files(user: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class PersonalData:
    """``name`` is that of its files in an export, ``columns`` the keys of each row and the order they are written in.

    ``rows`` yields them in batches, so that any number fits; ``files`` are the names of stored files that belong to
    them. ``erase`` deletes or anonymises all that the part knows, in bounded statements, and may be called twice; it
    calls ``alive`` now and then, and removes stored files by `config.jobs.files.remove_files`. ``hide`` takes it out of
    everybody's sight at once, for accounts that take long to erase. ``holds`` are the models, as `app.Model`, that
    point to a user and are covered by this part.

    The callables take a user; whose class is not known yet when apps import this.
    """

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Any], Iterator[Row]]
    count: Callable[[Any], int]
    holds: tuple[str, ...]
    erase: Callable[[Any, Alive], None] = _erased_with_another
    hide: Callable[[Any], None] = _seen_by_nobody
    files: Callable[[Any], Iterable[str]] = _no_files


_parts: dict[str, PersonalData] = {}


def register(*parts: PersonalData) -> None:
    """Called by an app's `ready()`, once for each part. Lower rooms come first."""
    _parts.update({part.name: part for part in parts})


def all_parts() -> list[PersonalData]:
    """The lowest room first."""
    return list(_parts.values())


def rows_of(user: Any) -> int:
    """How many rows all parts hold on the user."""
    return sum(part.count(user) for part in all_parts())


def erase_all(user: Any, *, alive: Alive = nobody_waits) -> None:
    """Erase every part, those of the upper rooms first: what points down goes before what it points to."""
    for part in reversed(all_parts()):
        part.erase(user, alive)


def hide_all(user: Any) -> None:
    for part in reversed(all_parts()):
        part.hide(user)
