"""What recommendations say no with."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class NothingToPlay(DomainError):
    """The genre exists and has no track that may be played. No playlist was made."""

    status = status.HTTP_409_CONFLICT
    code = "nothing_to_play"
    detail = "There is nothing to play in this genre at the moment. No playlist was made."


class TaskNotFound(DomainError):
    """No such task, or somebody else's."""

    status = status.HTTP_404_NOT_FOUND
    code = "task_not_found"
    detail = "There is no such task."


class FeedbackNotFound(DomainError):
    """No such feedback, or somebody else's, or it was taken back already."""

    status = status.HTTP_404_NOT_FOUND
    code = "feedback_not_found"
    detail = "There is no such feedback."


class FeedbackFull(DomainError):
    """All of it is read whenever something is recommended, so that there is an end to it."""

    status = status.HTTP_409_CONFLICT
    code = "feedback_full"
    detail = "You have said something of 5,000 tracks and artists, which is as much as is kept. Take some of it back."


class ArtistNotKnown(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "artist_not_found"
    detail = "There is no such artist."


class MixNotFound(DomainError):
    """No such mix, or somebody else's, or its time is over."""

    status = status.HTTP_404_NOT_FOUND
    code = "mix_not_found"
    detail = "There is no such playlist. Recommended playlists change daily or weekly; save what you want to keep."


class MixEmpty(DomainError):
    """There is nothing to save."""

    status = status.HTTP_409_CONFLICT
    code = "mix_empty"
    detail = "This playlist has no tracks yet."


class VersionGone(DomainError):
    """The model's files are not there any more, or are damaged."""

    status = status.HTTP_409_CONFLICT
    code = "version_gone"
    detail = "This version cannot be read any more. Nothing was changed."
