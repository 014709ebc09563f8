"""What the social room says no with."""

from rest_framework import status

from config.errors import DomainError


class OneselfFollowed(DomainError):
    code = "oneself"
    detail = "You cannot follow yourself."


class TooManyFollows(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_follows"
    detail = "You follow as many people as you may, requests counted. Unfollow somebody first."


class RequestNotFound(DomainError):
    """No such follow request, or one that was answered or withdrawn."""

    status = status.HTTP_404_NOT_FOUND
    code = "follow_request_not_found"
    detail = "There is no such follow request."


class TooManyLikes(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_likes"
    detail = "You like as many playlists as you may. Take a like back first."


class CommentNotFound(DomainError):
    """No such comment, or one that is not for the listener to see, or was deleted a moment ago."""

    status = status.HTTP_404_NOT_FOUND
    code = "comment_not_found"
    detail = "There is no such comment."


class NotYourComment(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "not_your_comment"
    detail = "Only its author can do this."


class CommentTooOld(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "comment_too_old"
    detail = "A comment can be changed for 15 minutes."


class NoReplyToReplies(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "no_reply_to_replies"
    detail = "A reply cannot be replied to. Reply to the comment that it answers."


class TooManyComments(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_comments"
    detail = "You have written as many comments as there may be. Delete one first."


class TooManyReplies(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_replies"
    detail = "This comment has as many replies as there may be."
