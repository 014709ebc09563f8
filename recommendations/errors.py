"""What recommendations say no with."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class NothingToPlay(DomainError):
    """The genre exists and has no track that may be played. No playlist was made."""

    status = status.HTTP_409_CONFLICT
    code = "nothing_to_play"
    detail = "There is nothing to play in this genre at the moment. No playlist was made."
