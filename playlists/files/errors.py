"""What reading and writing playlist files says no with."""

from config.errors import DomainError


class ImportNotFound(DomainError):
    status = 404
    code = "import_not_found"
    detail = "You have no such import."


class TooManyImports(DomainError):
    status = 409
    code = "too_many_imports"
    detail = "Several of your files are being imported. Wait until one of them has ended."


class ImportedTrackNotFound(DomainError):
    status = 404
    code = "imported_track_not_found"
    detail = "The import has no such track."


class AlreadyMatched(DomainError):
    status = 409
    code = "already_matched"
    detail = "This track has been recognised, or is yet to be looked for."


class PlaylistGone(DomainError):
    status = 409
    code = "playlist_gone"
    detail = "There is no playlist to add it to: it was deleted, or the import was a dry run."
