"""What is commented on: a track or an album of the catalogue, or a playlist."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User
from catalogue.errors import AlbumNotFound, TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track, parsed_id
from catalogue.models import Album, Track
from catalogue.pages import album_page
from playlists.errors import PlaylistNotFound
from playlists.models import Playlist

Subject = Track | Album | Playlist


def find_subject(*, user: User, on: str, subject_id: str) -> Subject:
    """``on`` is one of `social.comment_models.ABOUT`; an id that is none leads to nothing, as an unknown one does.

    Raises TrackNotFound, AlbumNotFound, CatalogueUnavailable and PlaylistNotFound. Never call it inside a transaction:
    it may wait for the network.
    """
    if on == "track":
        return find_track(parsed_id(subject_id, TrackNotFound))
    if on == "album":
        return _find_album(parsed_id(subject_id, AlbumNotFound))
    try:
        playlist_id = UUID(subject_id)
    except ValueError:
        raise PlaylistNotFound from None
    return Playlist.objects.readable_by(user, playlist_id)


def column_of(subject: Subject) -> str:
    """The column of a comment that points to it."""
    return {Track: "track", Album: "album", Playlist: "playlist"}[type(subject)]


def _find_album(album_id: CatalogueId) -> Album:
    """The stored row, which the provider's answer makes where there is none yet."""
    if (found := _stored(album_id)) is None:
        album_page(album_id)
        found = _stored(album_id)
    if found is None or found.is_hidden or (found.artist is not None and found.artist.is_hidden):
        raise AlbumNotFound
    return found


def _stored(album_id: CatalogueId) -> Album | None:
    return Album.objects.with_ids([album_id]).select_related("artist").first()
