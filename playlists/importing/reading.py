"""Reading the items of a source, a page at a time: a page is stored together with where the next one begins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from integrations.errors import NotFoundAtProvider, ProviderRejected
from integrations.spotify.errors import Forbidden
from integrations.spotify.library_records import ItemKind, LibraryItem
from integrations.spotify.records import SpotifyArtist, SpotifyPage, SpotifyTrack
from playlists.importing.listing import NOT_FOUND
from playlists.importing.models import LONGEST_NAME, Item, Source, SourceQuerySet
from playlists.importing.running import Run, move_on

LONGEST = 20_000
"""Items of one source; of more the first are read."""
FORBIDDEN = "forbidden"

T = TypeVar("T")

_AT_ONCE = {
    ItemKind.TRACK: "",
    ItemKind.LOCAL: Item.How.LOCAL_FILE,
    ItemKind.EPISODE: Item.How.EPISODE,
    ItemKind.GONE: Item.How.GONE,
}
_SAID = ("position", "title", "artists", "album", "duration_ms", "isrc", "added_at", "seen_by")


@dataclass(frozen=True, slots=True)
class Page:
    """``cursor`` is where the next one begins, "" at the end."""

    items: list[Item]
    places: int
    cursor: str
    total: int | None


def read_source(run: Run, source: Source) -> None:
    """Read on until the end, or until the step is over. The source is then at its next stage, or done with a reason."""
    if source.stage == Source.Stage.WAITING:
        move_on(_at(source, run), stage=Source.Stage.READING)
        source.stage = Source.Stage.READING
    while source.stage == Source.Stage.READING and not run.is_over:
        run.alive()
        try:
            page = _READERS[source.kind](run, source)
        except Forbidden:
            _give_up(run, source, FORBIDDEN)
        except (NotFoundAtProvider, ProviderRejected):
            _give_up(run, source, NOT_FOUND)
        else:
            _store(run, source, page)
        run.went_on()


def _at(source: Source, run: Run) -> SourceQuerySet:
    """The source, as long as it is where this step has left it."""
    return Source.objects.filter(pk=source.pk, run=run.row, stage=source.stage, cursor=source.cursor)


def _give_up(run: Run, source: Source, reason: str) -> None:
    move_on(_at(source, run), stage=Source.Stage.DONE, reason=reason)
    source.stage = Source.Stage.DONE


@transaction.atomic
def _store(run: Run, source: Source, page: Page) -> None:
    fresh = _first_ones(run, source, page.items)
    is_last = not page.cursor or source.read + page.places >= LONGEST
    stage = Source.Stage.MATCHING if is_last else Source.Stage.READING
    changes = {"stage": stage, "cursor": page.cursor, "read": source.read + page.places}
    if page.total is not None:
        changes["total"] = page.total
    if is_last:
        changes["read_by"] = run.row.pk
    move_on(_at(source, run), **changes, repeats=F("repeats") + page.places - len(fresh))
    Item.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["source", "key"], update_fields=[*_SAID])
    for name, value in changes.items():
        setattr(source, name, value)


def _first_ones(run: Run, source: Source, items: list[Item]) -> list[Item]:
    """Without what this import has met in the source before."""
    by_key = {item.key: item for item in reversed(items)}
    met = Item.objects.filter(source=source, seen_by=run.row.pk, key__in=by_key).values_list("key", flat=True)
    for key in list(met):
        del by_key[key]
    return sorted(by_key.values(), key=lambda item: item.position)


def _playlist_page(run: Run, source: Source) -> Page:
    page = run.library.playlist_items(
        source.external_id, run.tokens, budget=run.budget(), offset=int(source.cursor or 0)
    )
    return _page(page, [_item(run, source, place, each) for place, each in _placed(source, page.items)])


def _saved_page(run: Run, source: Source) -> Page:
    page = run.library.saved_tracks(run.tokens, budget=run.budget(), offset=int(source.cursor or 0))
    return _page(page, [_item(run, source, place, each) for place, each in _placed(source, page.items)])


def _top_page(run: Run, source: Source) -> Page:
    page = run.library.top_tracks(source.external_id, run.tokens, budget=run.budget(), offset=int(source.cursor or 0))
    items = (LibraryItem(ItemKind.TRACK, track=each) for each in page.items)
    return _page(page, [_item(run, source, place, each) for place, each in _placed(source, items)])


def _followed_page(run: Run, source: Source) -> Page:
    found = run.library.followed_artists(run.tokens, budget=run.budget(), after=source.cursor)
    items = [_artist(run, source, place, each) for place, each in _placed(source, found.artists)]
    return Page(items, len(items), found.after if items else "", found.total)


def _page(page: SpotifyPage[T], items: list[Item]) -> Page:
    cursor = "" if page.next_offset is None else str(page.next_offset)
    return Page(items, len(items), cursor, page.total)


def _placed(source: Source, things: Iterable[T]) -> Iterable[tuple[int, T]]:
    return enumerate(things, start=source.read)


def _item(run: Run, source: Source, position: int, said: LibraryItem) -> Item:
    track = said.track
    names = [artist.name for artist in track.artists] if track else list(said.artists)
    album = track.album.name if track and track.album else said.album
    return Item(
        source=source,
        key=_key(said, position),
        position=position,
        title=(track.name if track else said.title)[:LONGEST_NAME],
        artists=names[:20],
        album=album[:LONGEST_NAME],
        duration_ms=track.duration_ms if track else said.duration_ms,
        isrc=track.isrc if track else "",
        added_at=said.added_at,
        seen_by=run.row.pk,
        how=_AT_ONCE[said.kind],
    )


def _artist(run: Run, source: Source, position: int, said: SpotifyArtist) -> Item:
    return Item(source=source, key=said.id, position=position, title=said.name, seen_by=run.row.pk)


def _key(said: LibraryItem, position: int) -> str:
    """What it is at Spotify. What has no id there is known by its address, or only by its place."""
    if isinstance(said.track, SpotifyTrack) and said.kind is ItemKind.TRACK:
        return said.track.id
    if not said.uri:
        return f"{said.kind}:{position}"
    return f"{said.kind}:{hashlib.sha256(said.uri.encode()).hexdigest()[:40]}"


_READERS: dict[str, Callable[[Run, Source], Page]] = {
    Source.Kind.PLAYLIST: _playlist_page,
    Source.Kind.SAVED_TRACKS: _saved_page,
    Source.Kind.FOLLOWED_ARTISTS: _followed_page,
    Source.Kind.TOP_TRACKS: _top_page,
}
