"""Shapes of the feed."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalogue.entries import TrackEntrySerializer
from config.addresses import AddressField
from playlists.serializers import OwnerSerializer
from social.comment_serializers import CommentSubjectSerializer, subject_of
from social.feed.reading import Told
from social.feed.sources import KINDS, SOURCES
from social.serializers import NamedPersonSerializer, Shape

_AT = {source.kind: source.at for source in SOURCES}


class FeedPlaylistSerializer(Shape):
    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)
    cover_image = AddressField()
    track_count = serializers.IntegerField(read_only=True)
    owner = OwnerSerializer(read_only=True)


class FeedCommentSerializer(Shape):
    id = serializers.UUIDField(read_only=True)
    text = serializers.CharField(read_only=True)
    about = CommentSubjectSerializer(read_only=True)


class FeedTrackSerializer(TrackEntrySerializer):
    """What was listened to."""


class FeedItemSerializer(Shape):
    """One thing that was done: the key of its kind says to what, the other three are null."""

    at = serializers.DateTimeField(read_only=True)
    playlist = FeedPlaylistSerializer(read_only=True, allow_null=True, help_text="Published, or liked.")
    comment = FeedCommentSerializer(read_only=True, allow_null=True)
    person = NamedPersonSerializer(read_only=True, allow_null=True, help_text="Who is followed.")
    track = FeedTrackSerializer(read_only=True, allow_null=True)


class FeedRowSerializer(Shape):
    id = serializers.CharField(read_only=True, help_text="The same however often the row is read.")
    kind = serializers.ChoiceField(KINDS, read_only=True)
    actor = NamedPersonSerializer(read_only=True)
    at = serializers.DateTimeField(source="place.at", read_only=True, help_text="Of the latest item.")
    count = serializers.IntegerField(source="place.count", read_only=True, help_text="How many there are.")
    items = FeedItemSerializer(many=True, read_only=True, help_text="The latest five.")

    def to_representation(self, instance: Told) -> dict[str, Any]:
        kind = instance.place.kind
        items = [{**_NOTHING, "at": getattr(row, _AT[kind]), **_shown(kind, row)} for row in instance.items]
        # By the fields of this serializer, which are made once for a page.
        return {
            "id": instance.id,
            "kind": kind,
            "actor": self.fields["actor"].to_representation(instance.actor),
            "at": self.fields["at"].to_representation(instance.place.at),
            "count": instance.place.count,
            "items": self.fields["items"].to_representation(items),
        }


_NOTHING = dict.fromkeys(("playlist", "comment", "person", "track"))


def _shown(kind: str, row: Any) -> dict[str, Any]:
    if kind == "comment":
        return {"comment": {"id": row.pk, "text": row.text, "about": subject_of(row)}}
    if kind == "follow":
        return {"person": row.followed}
    if kind == "listen":
        return {"track": row}
    return {"playlist": row.playlist if kind == "like" else row}
