"""Taking our own rows out of the catalogue: gone where nothing points to them, hidden where something does.

Playlists, favourites, queues and the history keep what they point to: a hidden row is found nowhere and stays readable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from catalogue.models import Album, Artist, Track
from catalogue.own.counting import recount
from catalogue.own.pictures import forget_picture
from config.images import remove_after_commit


def remove_song(track: Track) -> None:
    with transaction.atomic():
        _remove_tracks(Track.objects.filter(pk=track.pk))
        recount(albums={track.album_id})


def remove_album(album: Album) -> None:
    """With its songs."""
    with transaction.atomic():
        _remove_albums(Album.objects.filter(pk=album.pk))
        recount(artists={album.artist_id})


def remove_artist(artist: Artist) -> None:
    """With their albums and songs."""
    with transaction.atomic():
        guest_on = set(Track.objects.filter(artist=artist).values_list("album_id", flat=True))
        _remove_albums(Album.objects.filter(artist=artist))
        _remove_tracks(Track.objects.filter(artist=artist))
        _gone_or_hidden(Artist.objects.filter(pk=artist.pk), forget_picture)
        recount(albums=guest_on)


def _remove_albums(albums: models.QuerySet[Album]) -> None:
    keys = list(albums.values_list("pk", flat=True))
    _remove_tracks(Track.objects.filter(album__in=keys))
    held = set(Track.objects.filter(album__in=keys).values_list("album_id", flat=True))
    _gone_or_hidden(Album.objects.filter(pk__in=[key for key in keys if key not in held]), forget_picture)
    Album.objects.filter(pk__in=held).update(is_hidden=True)


def _remove_tracks(tracks: models.QuerySet[Track]) -> None:
    keys = set(tracks.values_list("pk", flat=True))
    referenced = _referenced(keys)
    Track.objects.filter(pk__in=referenced).update(is_hidden=True)
    _gone_or_hidden(Track.objects.filter(pk__in=keys - referenced), lambda row: remove_after_commit(row.audio))


def _gone_or_hidden(rows: models.QuerySet[Any], let_go: Callable[[Any], None]) -> None:
    """Whoever begins to point to a row at this very moment finds it hidden, not gone."""
    going = list(rows)
    try:
        with transaction.atomic():
            rows.delete()
            if connection.vendor == "postgresql":
                # It would look at what points to the rows at the very end only.
                connection.check_constraints()
    except (models.ProtectedError, IntegrityError):
        rows.update(is_hidden=True)
        return
    for row in going:
        let_go(row)


def _referenced(keys: set[int]) -> set[int]:
    """Those of the tracks that other rooms point to, whoever they are; one statement for each."""
    found: set[int] = set()
    for relation in Track._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
            name = relation.field.name
            rows = relation.related_model._default_manager.filter(**{f"{name}__in": keys})
            found |= set(rows.order_by().values_list(name, flat=True).distinct())
    return found
