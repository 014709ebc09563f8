"""Stored rows in the words of a provider: the answers of our own catalogue, and what is left of the others' when they
cannot be asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F, Q, QuerySet

from catalogue.ids import CatalogueId
from catalogue.models import Album, Artist, RelatedTrack, Track
from catalogue.providers.records import AlbumPage, AlbumRecord, ArtistPage, ArtistRecord, TrackRecord
from catalogue.spreading import spread_by_artist

LISTED = 100
"""Albums and top tracks of an artist's page, at most."""

ALBUM_TRACKS = 1000

BY_RANK = (F("rank").desc(nulls_last=True), "pk")


def artist_record(row: Artist) -> ArtistRecord:
    return ArtistRecord(
        id=row.catalogue_id,
        name=row.name,
        picture_medium=row.picture_medium,
        picture_xl=row.picture_xl,
        nb_album=row.nb_album,
        nb_fan=row.nb_fan,
    )


def album_record(row: Album) -> AlbumRecord:
    """Of a row loaded with its artist and genre."""
    return AlbumRecord(
        id=row.catalogue_id,
        title=row.title,
        artist=artist_record(row.artist) if row.artist else None,
        cover_medium=row.cover_medium,
        cover_xl=row.cover_xl,
        release_date=row.release_date,
        nb_tracks=row.nb_tracks,
        nb_fan=row.nb_fan,
        record_type=row.record_type,
        genre_number=row.genre.number if row.genre else None,
        label=row.label,
        upc=row.upc,
    )


def track_record(row: Track) -> TrackRecord:
    """Of a row out of `loaded_tracks`."""
    return TrackRecord(
        id=row.catalogue_id,
        title=row.title,
        artist=artist_record(row.artist),
        album=album_record(row.album) if row.album else None,
        duration=row.duration,
        isrc=row.isrc,
        track_position=row.track_position,
        disk_number=row.disk_number,
        rank=row.rank,
        explicit=row.explicit,
        readable=row.readable,
        has_preview=row.has_preview,
        release_date=row.release_date,
        genre_number=row.genre.number if row.genre else None,
    )


def loaded_tracks() -> QuerySet[Track]:
    """The tracks that are shown, with all that a record tells of them, in one statement."""
    visible = Track.objects.shown().filter(artist__is_hidden=False).exclude(album__is_hidden=True)
    return visible.select_related("artist", "genre", "album__artist", "album__genre")


def loaded_albums() -> QuerySet[Album]:
    return Album.objects.shown().exclude(artist__is_hidden=True).select_related("artist", "genre")


def track_records(rows: Iterable[Track]) -> list[TrackRecord]:
    return [track_record(row) for row in rows]


def stored_artist(catalogue_id: CatalogueId) -> ArtistPage | None:
    """The artist with the albums and tracks that we hold, newest and best first. Three statements."""
    artist = Artist.objects.shown().with_ids([catalogue_id]).first()
    if artist is None:
        return None
    albums = loaded_albums().filter(artist=artist).order_by(F("release_date").desc(nulls_last=True), "pk")[:LISTED]
    tracks = loaded_tracks().filter(artist=artist).order_by(*BY_RANK)[:LISTED]
    listed = [album_record(each) for each in albums]
    record = artist_record(artist)
    # Of artists that nobody counted for us, we count what we hold.
    counted = replace(
        record, nb_album=len(listed) if record.nb_album is None else record.nb_album, nb_fan=record.nb_fan or 0
    )
    return ArtistPage(counted, listed, track_records(tracks))


def stored_album(catalogue_id: CatalogueId) -> AlbumPage | None:
    """The album with the tracks that we hold, in album order. Two statements."""
    album = loaded_albums().filter(provider=catalogue_id.provider, external_id=catalogue_id.value).first()
    if album is None:
        return None
    order = (F("disk_number").asc(nulls_first=True), F("track_position").asc(nulls_last=True), "pk")
    return AlbumPage(
        album_record(album), track_records(loaded_tracks().filter(album=album).order_by(*order)[:ALBUM_TRACKS])
    )


def stored_track(catalogue_id: CatalogueId) -> TrackRecord | None:
    row = loaded_tracks().filter(provider=catalogue_id.provider, external_id=catalogue_id.value).first()
    return track_record(row) if row else None


def stored_since(kind: str, catalogue_id: CatalogueId) -> float:
    """When the row of this artist, album or track was last written, in seconds since 1970."""
    model = {"artist": Artist, "album": Album, "track": Track}[kind]
    rows = model._default_manager.filter(provider=catalogue_id.provider, external_id=catalogue_id.value)
    written = rows.values_list("updated_at", flat=True).first()
    return written.timestamp() if written else time.time()


def stored_related(track: TrackRecord, *, limit: int) -> list[TrackRecord]:
    """What goes with the track as far as we know: what was learned of its artist, the artist's others, its genre.

    No two neighbours are by one artist as long as there is a choice.
    """
    by_artist = Q(provider=track.artist.id.provider, external_id=track.artist.id.value)
    artist = Artist.objects.filter(by_artist).first()
    if artist is None:
        return []
    others = loaded_tracks().filter(provider=track.id.provider).exclude(external_id=track.id.value)
    learned = RelatedTrack.objects.filter(artist=artist).order_by("position").values_list("track_id", flat=True)
    order = {key: place for place, key in enumerate(learned[: limit * 3])}
    rows = sorted(loaded_tracks().filter(pk__in=order), key=lambda row: order[row.pk])
    rows += others.filter(artist=artist).order_by(*BY_RANK)[:limit]
    if track.genre_number is not None:
        rows += others.filter(genre__number=track.genre_number).order_by(*BY_RANK)[: limit * 4]
    records = {row.catalogue_id: track_record(row) for row in rows if row.catalogue_id != track.id}
    return spread_by_artist(records.values())[:limit]
