"""What the catalogue says no with. 404: there is no such thing; 503: it could not be asked, and we hold no copy."""

from __future__ import annotations

import math

from catalogue.id_links import ALBUM, ARTIST, TRACK
from config.errors import DomainError


class CatalogueNotFound(DomainError):
    """There is no such thing in any catalogue that we know."""

    status = 404
    code = "not_found"
    detail = "There is no such thing in the catalogue."
    kind = TRACK


class TrackNotFound(CatalogueNotFound):
    code = "track_not_found"
    detail = "There is no such track."


class ArtistNotFound(CatalogueNotFound):
    code = "artist_not_found"
    detail = "There is no such artist."
    kind = ARTIST


class AlbumNotFound(CatalogueNotFound):
    code = "album_not_found"
    detail = "There is no such album."
    kind = ALBUM


class GenreNotFound(CatalogueNotFound):
    code = "genre_not_found"
    detail = "There is no such genre."


class CatalogueUnavailable(DomainError):
    """The provider refused, was slow or is out of quota. ``retry_after`` is in seconds."""

    status = 503
    code = "catalogue_unavailable"
    detail = "The music service cannot be reached at the moment, and we hold no copy of what you asked for."

    def __init__(self, retry_after: float = 2.0) -> None:
        self.retry_after = max(1, math.ceil(retry_after))
        super().__init__(headers={"Retry-After": str(self.retry_after)})


class NoAudio(DomainError):
    """The track is known and cannot be heard."""

    status = 404
    code = "no_audio"
    detail = "There is no audio for this track."


class AudioAddressRefused(DomainError):
    status = 403
    code = "audio_address_refused"
    detail = "This audio address is damaged or no longer good. Ask for a new one."


class StreamsBusy(DomainError):
    """This process sends as much audio as it may."""

    status = 503
    code = "streams_busy"
    detail = "Too many listeners are being served at the moment. Try again in a few seconds."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "3"})
