"""Who follows whom, what they like, and what they say."""

from social.comment_models import Comment, CommentLike
from social.follow_models import Follow, PlaylistLike

__all__ = ["Comment", "CommentLike", "Follow", "PlaylistLike"]
