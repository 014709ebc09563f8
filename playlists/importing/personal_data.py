"""What imports remember of a listener."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from playlists.importing.models import ImportRun, Item, Source

_RUN = ("id", "state", "wanted", "dry_run", "totals", "error_code", "created_at", "finished_at")
_SOURCE = ("id", "kind", "external_id", "name", "description", "total", "playlist_id")
_ITEM = ("source_id", "position", "key", "title", "artists", "album", "duration_ms", "isrc", "added_at", "how")


def _runs(user: User) -> Iterator[Row]:
    return in_batches(ImportRun.objects.visible_to(user).values(*_RUN), by=("id",))


def _sources(user: User) -> Iterator[Row]:
    return in_batches(Source.objects.filter(user=user).values(*_SOURCE), by=("id",))


def _items(user: User) -> Iterator[Row]:
    rows = in_batches(Item.objects.visible_to(user).values("id", *_ITEM), by=("id",))
    return ({name: row[name] for name in _ITEM} for row in rows)


def _erase_runs(user: User, alive: Alive) -> None:
    delete_in_batches(ImportRun.objects.visible_to(user), alive=alive)


def _erase_sources(user: User, alive: Alive) -> None:
    """The items first: there may be very many in one source."""
    delete_in_batches(Item.objects.visible_to(user), alive=alive)
    delete_in_batches(Source.objects.filter(user=user), alive=alive)


PARTS = (
    PersonalData(
        name="imports",
        columns=_RUN,
        rows=_runs,
        count=lambda user: ImportRun.objects.visible_to(user).count(),
        erase=_erase_runs,
        holds=("importing.ImportRun",),
    ),
    PersonalData(
        name="imported_playlists",
        columns=_SOURCE,
        rows=_sources,
        count=lambda user: Source.objects.filter(user=user).count(),
        erase=_erase_sources,
        holds=("importing.Source",),
    ),
    PersonalData(
        name="imported_tracks",
        columns=_ITEM,
        rows=_items,
        count=lambda user: Item.objects.visible_to(user).count(),
        holds=(),
    ),
)
