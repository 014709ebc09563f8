"""Shapes of comments."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rules import no_control_characters
from catalogue.id_links import MAX_LENGTH
from social.comment_models import ABOUT, MAX_TEXT, Comment
from social.serializers import NamedPersonSerializer, Shape
from social.threads import SORTS

NO_TEXT = "Write something."


class TextField(serializers.CharField):
    """Trimmed; control characters are refused, but for tabs and the ends of lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_TEXT, validators=[no_control_characters], **kwargs)


class SubjectQuerySerializer(Shape):
    on = serializers.ChoiceField(ABOUT)
    id = serializers.CharField(max_length=MAX_LENGTH, help_text="Of the track, album or playlist.")
    sort = serializers.ChoiceField(list(SORTS), default="newest")


class NewCommentSerializer(Shape):
    on = serializers.ChoiceField(ABOUT)
    id = serializers.CharField(max_length=MAX_LENGTH, help_text="Of the track, album or playlist.")
    text = TextField()
    parent = serializers.UUIDField(  # type: ignore[assignment]  # the API's word, and an attribute of every field
        required=False, allow_null=True, help_text="The comment that this one replies to, which is on the same thing."
    )
    client_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Made up by the client: sending it twice writes one comment."
    )


class ChangedCommentSerializer(Shape):
    text = TextField()


class CommentSubjectSerializer(Shape):
    on = serializers.ChoiceField(ABOUT, read_only=True)
    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


def subject_of(comment: Comment) -> dict[str, str]:
    """What it is about, by the id that other paths take. Needs that loaded (`with_subjects`)."""
    music = comment.track or comment.album
    subject = music or comment.playlist
    identity = music.catalogue_id if music else comment.playlist_id
    return {"on": comment.about, "id": str(identity), "name": str(subject)}


class ReplySerializer(Shape):
    """A `social.threads.Shown`."""

    id = serializers.UUIDField(source="comment.id", read_only=True)
    parent = serializers.UUIDField(source="comment.parent_id", read_only=True, allow_null=True)  # type: ignore[assignment]
    author = NamedPersonSerializer(
        source="comment.author", read_only=True, allow_null=True, help_text="Null of a deleted comment."
    )
    text = serializers.CharField(source="comment.text", read_only=True, help_text="Empty of a deleted comment.")
    created_at = serializers.DateTimeField(source="comment.created_at", read_only=True)
    edited_at = serializers.DateTimeField(source="comment.edited_at", read_only=True, allow_null=True)
    is_deleted = serializers.BooleanField(source="comment.is_deleted", read_only=True)
    is_hidden = serializers.SerializerMethodField(help_text="By moderators, from everybody but you.")
    is_yours = serializers.BooleanField(read_only=True)
    can_edit = serializers.BooleanField(read_only=True, help_text="At this moment.")
    likes = serializers.IntegerField(read_only=True)
    liked = serializers.BooleanField(read_only=True, help_text="By you.")

    def get_is_hidden(self, shown: Any) -> bool:
        return shown.comment.hidden_at is not None


class CommentSerializer(ReplySerializer):
    reply_count = serializers.IntegerField(read_only=True, allow_null=True, help_text="Null of a reply.")
    first_replies = ReplySerializer(many=True, read_only=True, help_text="The oldest two; all are at `replies/`.")


class CommentWithSubjectSerializer(CommentSerializer):
    about = serializers.SerializerMethodField()

    def get_about(self, shown: Any) -> CommentSubjectSerializer:
        return CommentSubjectSerializer(subject_of(shown.comment)).data  # type: ignore[return-value]  # the document's


class CommentLikesSerializer(Shape):
    liked = serializers.BooleanField(read_only=True)
    likes = serializers.IntegerField(read_only=True)
