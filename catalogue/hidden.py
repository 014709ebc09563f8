"""What a moderator took out of the catalogue, kept out of the providers' answers too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import CharField, Value

from catalogue import generation
from catalogue.ids import CatalogueId
from catalogue.memory import Memory
from catalogue.models import Album, Artist, Track
from catalogue.providers.records import AlbumRecord, ArtistRecord, TrackRecord

Entry = TypeVar("Entry", TrackRecord, AlbumRecord, ArtistRecord)
Hidden = set[tuple[str, CatalogueId]]


_hidden: Memory[Hidden] = Memory(2)


def hidden_things() -> Hidden:
    """All that is hidden. Another process's moderator is heard within seconds, this one's at once."""
    of_generation = generation.current()
    hidden = _hidden.get(of_generation)
    if hidden is None:
        hidden = _hidden_rows()
        _hidden.put(of_generation, hidden)
    return hidden


def _hidden_rows() -> Hidden:
    """In one statement, over indexes that hold nothing else."""
    parts = [
        model.objects.filter(is_hidden=True)
        .annotate(thing=Value(model.__name__, output_field=CharField()))
        .order_by()
        .values_list("thing", "provider", "external_id")
        for model in (Artist, Album, Track)
    ]
    rows = parts[0].union(*parts[1:], all=True)
    return {(thing, CatalogueId(provider, value)) for thing, provider, value in rows}


def shown_only(entries: Iterable[Entry], hidden: Hidden) -> list[Entry]:
    """The entries that are not hidden, nor their artist or album."""
    return [entry for entry in entries if not (hidden and is_hidden(entry, hidden))]


def is_hidden(entry: TrackRecord | AlbumRecord | ArtistRecord, hidden: Hidden) -> bool:
    if isinstance(entry, ArtistRecord):
        return ("Artist", entry.id) in hidden
    if entry.artist is not None and ("Artist", entry.artist.id) in hidden:
        return True
    if isinstance(entry, AlbumRecord):
        return ("Album", entry.id) in hidden
    return ("Track", entry.id) in hidden or (entry.album is not None and ("Album", entry.album.id) in hidden)
