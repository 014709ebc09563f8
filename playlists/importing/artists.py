"""Followed artists: found in the catalogue by their name, and kept among the favourite artists of the profile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import Profile
from accounts.user_serializers import MAX_ENTRIES, MAX_ENTRY
from catalogue.errors import CatalogueUnavailable
from catalogue.models import Artist
from catalogue.search import search
from catalogue.text import fold
from integrations.errors import ProviderUnavailable
from playlists.importing.models import Item, Source
from playlists.importing.outcome import Outcome
from playlists.importing.running import Run

ASKED_FOR = 10
"""Results of a search for an artist, among which the name has to be."""


def match_artists(run: Run, items: Sequence[Item]) -> None:
    """Stored ones first; the others are searched for, which stores what is found."""
    rows = _stored(items)
    for item in items:
        if fold(item.title) not in rows:
            run.alive()
            _search(run, item.title)
    rows = _stored(items)
    for item in items:
        item.artist = rows.get(fold(item.title))
        item.how = Item.How.NAME if item.artist else Item.How.NOT_FOUND


def _stored(items: Iterable[Item]) -> dict[str, Artist]:
    """By folded name; of several of one name the one with most fans."""
    names = {fold(item.title)[:300] for item in items}
    rows = Artist.objects.shown().filter(search_name__in=names)
    return {row.search_name: row for row in sorted(rows, key=lambda row: (row.nb_fan or 0, -row.pk))}


def _search(run: Run, name: str) -> None:
    try:
        search(query=name, limit=ASKED_FOR, budget=run.budget())
    except CatalogueUnavailable as error:
        raise ProviderUnavailable("catalogue", "cannot be asked", retry_after=error.retry_after) from None


@transaction.atomic
def place_artists(source: Source, items: Sequence[Item], gone: Sequence[Item], *, dry_run: bool) -> Outcome:
    """Add the names that are new to the profile, as far as it has room; take out those that were unfollowed.

    Names that the listener took out of the profile stay out. ``items`` and ``gone`` get what was placed, unsaved.
    """
    profile = Profile.objects.select_for_update().get(user=source.user_id)
    held = {name.casefold(): name for name in profile.favorite_artists}
    outcome = Outcome()
    for item in gone:
        if item.place is not None and held.pop(item.title.casefold(), None):
            outcome.removed += 1
    for item in items:
        name = item.title[:MAX_ENTRY]
        if item.place is not None:
            outcome.left_out += name.casefold() not in held
        elif name.casefold() not in held and len(held) < MAX_ENTRIES:
            held[name.casefold()], item.place = name, item.position
            outcome.added += 1
    if not dry_run and (outcome.added or outcome.removed):
        profile.favorite_artists = list(held.values())
        profile.save(update_fields=["favorite_artists", "updated_at"])
    return outcome
