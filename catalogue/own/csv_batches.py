"""One batch of an import: rows in, songs written, in a number of statements that does not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from catalogue.folding import refold
from catalogue.ids import LOCAL
from catalogue.models import Album, Artist, Genre, Lyrics, Track
from catalogue.own.counting import recount
from catalogue.own.csv_format import Refusal
from catalogue.own.genres import genres_named
from catalogue.own.writing import SONG_COLUMNS, new_identity
from catalogue.text import fold

Values = dict[str, Any]
AlbumKey = tuple[int, str]
SongKey = tuple[int, str, int | None]

WRITTEN: Final = (*SONG_COLUMNS, "search_title", "artist", "album", "genre", "updated_at")


class _Refused(Exception):
    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.field_name, self.reason = field_name, reason


@dataclass(slots=True)
class Batch:
    """``rows`` are validated values by line. `write` counts ``created`` and ``updated``."""

    rows: list[tuple[int, Values]]
    refuse: Callable[[Refusal], None]
    created: int = 0
    updated: int = 0
    _genres: dict[str, Genre] = field(default_factory=dict)
    _artists: dict[str, Artist] = field(default_factory=dict)
    _albums: dict[AlbumKey, Album] = field(default_factory=dict)
    _by_id: dict[str, Track] = field(default_factory=dict)
    _by_isrc: dict[str, list[Track]] = field(default_factory=dict)
    _by_name: dict[SongKey, list[Track]] = field(default_factory=dict)

    def write(self) -> None:
        self._genres = genres_named(values.get("genre", "") for _, values in self.rows)
        self._find_artists()
        self._find_albums()
        self._find_songs()
        changed: dict[int, tuple[Track, Values]] = {}
        for line, values in self.rows:
            try:
                track = self._song(values)
                _check(track, values)
            except _Refused as refused:
                self.refuse(Refusal(line, refused.field_name, refused.reason))
                continue
            self._apply(track, values)
            changed[id(track)] = track, {**changed.get(id(track), (track, {}))[1], **values}
        self._save([track for track, _ in changed.values()])
        _keep_lyrics(changed.values())

    def _save(self, tracks: list[Track]) -> None:
        old = [track for track in tracks if track.pk is not None]
        new = Track.objects.bulk_create([track for track in tracks if track.pk is None])
        Track.objects.bulk_update(old, WRITTEN)
        self.created, self.updated = len(new), len(old)
        touched = {album.pk for album in self._albums.values()} | {track.album_id for track in tracks}
        recount(albums=touched, artists={artist.pk for artist in self._artists.values()})

    def _find_artists(self) -> None:
        names: dict[str, str] = {}
        for _, values in self.rows:
            for name in (values["artist"], _album_artist(values)):
                names.setdefault(fold(name), name)
        held = Artist.objects.local().shown().filter(search_name__in=names).order_by("-pk")
        self._artists = {row.search_name: row for row in held}
        drafts = [Artist(**new_identity(), name=names[each]) for each in sorted(names) if each not in self._artists]
        for draft in drafts:
            refold(draft)
        self._artists |= {row.search_name: row for row in Artist.objects.bulk_create(drafts)}

    def _find_albums(self) -> None:
        wanted: dict[AlbumKey, str] = {}
        for _, values in self.rows:
            if title := values.get("album"):
                wanted.setdefault((self._artists[fold(_album_artist(values))].pk, fold(title)), title)
        titles = {title for _, title in wanted}
        by = {artist for artist, _ in wanted}
        held = Album.objects.local().shown().filter(artist__in=by, search_title__in=titles).order_by("-pk")
        self._albums = {(row.artist_id or 0, row.search_title): row for row in held}
        drafts = [
            Album(**new_identity(), title=wanted[key], artist_id=key[0])
            for key in sorted(wanted)
            if key not in self._albums
        ]
        for draft in drafts:
            refold(draft)
        self._albums |= {(row.artist_id or 0, row.search_title): row for row in Album.objects.bulk_create(drafts)}

    def _find_songs(self) -> None:
        ids = [str(values["id"]) for _, values in self.rows if "id" in values]
        isrcs = [values["isrc"] for _, values in self.rows if values.get("isrc")]
        titles = {fold(values["title"])[:500] for _, values in self.rows}
        by = [artist.pk for artist in self._artists.values()]
        ours = Track.objects.local()
        # Three statements: no database takes one index for each side of an OR over so many values.
        found = {row.pk: row for row in ours.filter(external_id__in=ids)}
        found |= {row.pk: row for row in ours.shown().filter(isrc__in=isrcs) if row.pk not in found}
        named = ours.shown().filter(artist__in=by, search_title__in=titles)
        found |= {row.pk: row for row in named if row.pk not in found}
        for track in found.values():
            self._remember(track)

    def _remember(self, track: Track) -> None:
        self._by_id[track.external_id] = track
        if not track.is_hidden:
            if track.isrc and track not in (same := self._by_isrc.setdefault(track.isrc, [])):
                same.append(track)
            if track not in (named := self._by_name.setdefault(_key(track), [])):
                named.append(track)

    def _song(self, values: Values) -> Track:
        """The song that the row speaks of: of this id, else of this ISRC, else of these names, else a new one."""
        if "id" in values:
            return self._by_id.get(str(values["id"])) or _new(values["id"])
        named = self._by_name.get(self._key_of(values), [])
        if same := self._by_isrc.get(values.get("isrc", ""), []):
            return _only(same, named, "isrc")
        # A song of the same names with an ISRC of its own is another recording.
        if values.get("isrc"):
            named = [track for track in named if not track.isrc]
        return _only(named, named, "title") if named else _new()

    def _key_of(self, values: Values) -> SongKey:
        album = self._album(values)
        return self._artists[fold(values["artist"])].pk, fold(values["title"])[:500], album.pk if album else None

    def _album(self, values: Values) -> Album | None:
        title = values.get("album")
        return self._albums[self._artists[fold(_album_artist(values))].pk, fold(title)] if title else None

    def _apply(self, track: Track, values: Values) -> None:
        for name in SONG_COLUMNS:
            if name in values:
                setattr(track, name, values[name])
        track.artist = self._artists[fold(values["artist"])]
        if album := self._album(values):
            track.album = album
        if "genre" in values:
            track.genre = self._genres[fold(values["genre"])]
        track.updated_at = timezone.now()
        refold(track)
        self._remember(track)


def _album_artist(values: Values) -> str:
    return str(values.get("album_artist") or values["artist"])


def _key(track: Track) -> SongKey:
    return track.artist_id, track.search_title, track.album_id


def _new(identity: UUID | None = None) -> Track:
    named = {"provider": LOCAL, "external_id": str(identity)} if identity else new_identity()
    return Track(**named, readable=True, has_preview=False)


def _only(found: list[Track], preferred: list[Track], field_name: str) -> Track:
    if len(found) > 1:
        found = [track for track in found if track in preferred] or found
    if len(found) > 1:
        raise _Refused(field_name, f"{len(found)} songs have this {field_name}: give the id.")
    return found[0]


def _check(track: Track, values: Values) -> None:
    if track.is_hidden:
        raise _Refused("id", "This song was removed.")
    if track.audio and values.get("duration", track.duration) != track.duration:
        raise _Refused("duration", "The duration of a song with audio is that of its file.")


def _keep_lyrics(changed: Iterable[tuple[Track, Values]]) -> None:
    said = {track.pk: values for track, values in changed if {"lyrics", "synced_lyrics"} & set(values)}
    if not said:
        return
    held = Lyrics.objects.in_bulk(list(said))
    rows = [held.get(key) or Lyrics(track_id=key) for key in said]
    for row in rows:
        row.plain = said[row.track_id].get("lyrics", row.plain)
        row.synced = said[row.track_id].get("synced_lyrics", row.synced)
    Lyrics.objects.bulk_create(rows, update_conflicts=True, unique_fields=["track"], update_fields=["plain", "synced"])
