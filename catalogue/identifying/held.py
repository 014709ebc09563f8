"""Recognising wanted tracks among the rows that are stored, in three statements however many are wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F, QuerySet
from rapidfuzz import fuzz, process

from catalogue.identifying.choosing import Choice, choose
from catalogue.identifying.likeness import Named, is_plausible
from catalogue.identifying.upstream import first_outside
from catalogue.identifying.wanted import Wanted
from catalogue.ids import LOCAL, CatalogueId
from catalogue.models import Track
from catalogue.providers.registry import enabled_names
from catalogue.stored import BY_RANK

MOST_NEAR: Final = 30
MOST_BY_NAME: Final = 20_000
"""Tracks of the wanted artists that are looked at, the popular ones first."""


@dataclass(slots=True)
class Held:
    """What is stored of the wanted: rows by id, rows by ISRC, and what is named alike, by artist."""

    by_id: dict[CatalogueId, Track] = field(default_factory=dict)
    by_isrc: dict[str, list[Track]] = field(default_factory=dict)
    by_artist: dict[str, list[tuple[int, Named]]] = field(default_factory=dict)

    def of_id(self, wanted: Wanted) -> Track | None:
        return next((self.by_id[each] for each in wanted.ids if each in self.by_id), None)

    def of_isrc(self, wanted: Wanted) -> Track | None:
        named = Named.wanted(wanted)
        rows = self.by_isrc.get(wanted.code, []) if wanted.code else []
        return next((row for row in rows if is_plausible(named, named_row(row))), None)

    def of_name(self, wanted: Wanted) -> Choice[int]:
        """By the rows' keys."""
        named = Named.wanted(wanted)
        theirs = {key: other for name in named.names for key, other in self.by_artist.get(name, ())}
        exact = {key: other for key, other in theirs.items() if other.title.base == named.title.base}
        return choose(named, exact or {key: theirs[key] for key in _near(named, theirs)})


def held(wanted: Sequence[Wanted]) -> Held:
    """Hidden rows are not there. Of several with one ISRC those of the preferred provider come first."""
    codes = {each.code for each in wanted if each.code}
    found = Held(by_id={row.catalogue_id: row for row in _by_id(wanted)})
    if codes:
        found.by_isrc = _by_isrc(codes)
    found.by_artist = _by_artist({name for each in wanted for name in Named.wanted(each).names})
    return found


def rows_of(keys: Iterable[int]) -> dict[int, Track]:
    return _shown().in_bulk(list(keys))


def named_row(row: Track) -> Named:
    album = row.album.title if row.album else ""
    return Named.of(row.title, (row.artist.name,), album, float(row.duration), row.rank or 0)


def _near(wanted: Named, theirs: Mapping[int, Named]) -> list[int]:
    """The few whose titles come close, of an artist who may have thousands."""
    bases = {key: other.title.base for key, other in theirs.items()}
    best = process.extract(wanted.title.base, bases, scorer=fuzz.ratio, score_cutoff=50.0, limit=MOST_NEAR)
    return [key for _, _, key in best]


def _shown() -> QuerySet[Track]:
    visible = Track.objects.shown().filter(artist__is_hidden=False).exclude(album__is_hidden=True)
    return visible.select_related("artist", "album")


def _by_id(wanted: Sequence[Wanted]) -> Iterable[Track]:
    ids = {each for one in wanted for each in one.ids}
    known = Track.objects.with_ids(ids).values("pk")
    return _shown().filter(pk__in=known) if ids else ()


def _by_isrc(codes: set[str]) -> dict[str, list[Track]]:
    spellings = [*codes, *(f"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}" for code in codes)]
    order = {name: place for place, name in enumerate(_looked_at())}
    found: dict[str, list[Track]] = defaultdict(list)
    for row in _shown().filter(isrc__in=spellings, provider__in=order).order_by(*BY_RANK):
        found[row.isrc.replace("-", "").upper()].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (order[row.provider], row.readable is False))
    return found


def _by_artist(names: set[str]) -> dict[str, list[tuple[int, Named]]]:
    if not names:
        return {}
    spellings = [*names, *(f"the {name}" for name in names)]
    tracks = _shown().filter(artist__search_name__in=spellings, provider__in=_looked_at())
    rows = tracks.order_by(F("rank").desc(nulls_last=True), "pk").values_list(
        "pk", "title", "artist__name", "album__title", "duration", "rank"
    )
    found: dict[str, list[tuple[int, Named]]] = defaultdict(list)
    for key, title, artist, album, duration, rank in rows[:MOST_BY_NAME]:
        named = Named.of(title, (artist,), album or "", float(duration), rank or 0)
        for name in named.names:
            if name in names:
                found[name].append((key, named))
    return found


def _looked_at() -> list[str]:
    """Where a track may come from: the provider that would be asked, and our own rows, in the operator's order.

    Rows of the others are known by their names only, and most of them cannot be heard.
    """
    return [name for name in dict.fromkeys([*enabled_names(), LOCAL]) if name in (LOCAL, first_outside())]
