"""What sharing says no with."""

from rest_framework import status

from config.errors import DomainError


class LinkNotFound(DomainError):
    """Broken, revoked or expired, or its playlist is not for others to see: nothing tells these apart."""

    status = status.HTTP_404_NOT_FOUND
    code = "link_not_found"
    detail = "This link does not lead anywhere, or not any more."


class TooManyLinks(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_links"
    detail = "A playlist has at most 50 links. Revoke one first."


class TooManyMembers(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_members"
    detail = "A playlist has at most 100 members, with those who are invited."


class TooManyListeners(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_listeners"
    detail = "A playlist is shared with at most 100 listeners by name."


class NotAMember(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "not_a_member"
    detail = "The playlist has no such member."


class InvitationNotFound(DomainError):
    """Never made, answered or taken back."""

    status = status.HTTP_404_NOT_FOUND
    code = "invitation_not_found"
    detail = "There is no such invitation."


class OwnPlaylist(DomainError):
    """Owners neither join their playlists nor follow them."""

    status = status.HTTP_409_CONFLICT
    code = "own_playlist"
    detail = "This playlist is your own."


class NotPublic(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "not_public"
    detail = "Only public playlists can be followed."
