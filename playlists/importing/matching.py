"""Matching the items of a source with the catalogue, a hundred at a time."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from catalogue.identifying.patience import identify_patiently
from catalogue.identifying.wanted import Match, Wanted
from catalogue.ids import LOCAL, SPOTIFY, CatalogueId
from catalogue.providers.registry import enabled_names
from playlists.importing.artists import match_artists
from playlists.importing.models import Item, Source
from playlists.importing.running import Run, move_on

AT_ONCE = 100
PATIENCE_SECONDS = 60.0
"""With a catalogue that does not answer, before the worker is given back and the step comes back later."""

_SURE = (Item.How.ID, Item.How.ISRC, Item.How.NAME)
_WRITTEN = ["how", "track", "artist", "candidates", "tried_by"]


def match_source(run: Run, source: Source) -> None:
    """Match on until all are, or until the step is over. What was not found before is looked for again once a run."""
    current = Item.objects.filter(source=source, seen_by=F("source__read_by"))
    again = Q(tried_by=None) | ~Q(tried_by=run.row.pk)
    current.filter(again, how__in=Item.RETRIED).update(how="", tried_by=run.row.pk)
    match = match_artists if source.kind == Source.Kind.FOLLOWED_ARTISTS else _match_tracks
    while not run.is_over:
        run.alive()
        items = list(current.waiting().order_by("position")[:AT_ONCE])
        if not items:
            move_on(Source.objects.filter(pk=source.pk, stage=source.stage, run=run.row), stage=Source.Stage.PLACING)
            source.stage = Source.Stage.PLACING
            return
        match(run, items)
        for item in items:
            item.tried_by = run.row.pk
        Item.objects.rewrite(items, _WRITTEN)
        run.went_on()


def _match_tracks(run: Run, items: Sequence[Item]) -> None:
    known = _known(run, items)
    unknown = [item for item in items if item.key not in known]
    for item in items:
        if item.key in known:
            item.how, item.track_id = known[item.key]
    wanted = [_wanted(item) for item in unknown]
    matches = identify_patiently(wanted, alive=run.alive, patience=PATIENCE_SECONDS) if wanted else []
    for item, match in zip(unknown, matches, strict=True):
        _note(item, match)


def _known(run: Run, items: Sequence[Item]) -> dict[str, tuple[str, int | None]]:
    """What the same tracks were matched with before: by anybody's import, or by this listener's hand."""
    sure = Q(how__in=_SURE) | Q(how=Item.How.HAND, source__user=run.row.user)
    rows = Item.objects.filter(sure, key__in=[item.key for item in items], track__isnull=False, track__is_hidden=False)
    # Oldest first, and the listener's own word last: the last one stays.
    found = rows.order_by("pk").values_list("key", "how", "track_id")
    return {key: (how, track) for key, how, track in sorted(found, key=lambda row: row[1] == Item.How.HAND)}


def _wanted(item: Item) -> Wanted:
    return Wanted(
        title=item.title,
        artists=tuple(item.artists),
        album=item.album,
        duration_ms=item.duration_ms or None,
        isrc=item.isrc,
        ids=(CatalogueId(SPOTIFY, item.key),) if _plays_spotify() else (),
    )


def _plays_spotify() -> bool:
    """Where Spotify is the catalogue that is asked first, its own ids are the ones."""
    outside = [name for name in enabled_names() if name != LOCAL]
    return outside[:1] == [SPOTIFY]


def _note(item: Item, match: Match) -> None:
    item.how, item.track = match.how, match.track
    item.candidates = [str(track.catalogue_id) for track in match.candidates]
