"""What playlists and favourites say no with."""

from rest_framework import status

from config.errors import DomainError


class PlaylistNotFound(DomainError):
    """No such playlist, or somebody else's private one, or one that was deleted a moment ago."""

    status = status.HTTP_404_NOT_FOUND
    code = "playlist_not_found"
    detail = "There is no such playlist."


class NotYourPlaylist(DomainError):
    """What can be read can be played and copied, but its tracks are for editors, and all else is for the owner."""

    status = status.HTTP_403_FORBIDDEN
    code = "not_your_playlist"
    detail = "Only its owner can change this playlist, and its editors the tracks."


class TrackNotInPlaylist(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "track_not_in_playlist"
    detail = "The playlist does not hold this track."


class AlreadyInPlaylist(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "already_in_playlist"
    detail = "The playlist already holds this track."


class PlaylistFull(DomainError):
    """The addition would exceed the maximum. Nothing of it was added."""

    status = status.HTTP_409_CONFLICT
    code = "playlist_full"
    detail = "A playlist holds at most 10,000 tracks. Nothing was added."


class PlaylistEmpty(DomainError):
    """There is nothing to shuffle."""

    status = status.HTTP_409_CONFLICT
    code = "playlist_empty"
    detail = "The playlist has no tracks."
