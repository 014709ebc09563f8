"""Shapes of the queue, its entries, moves and the history."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.listens import LONGEST_MS
from analytics.models import Activity
from catalogue.entries import TrackEntrySerializer
from catalogue.serializers import CatalogueIdField
from playqueue.models import MAX_ENTRIES, PlayQueue, QueueItem

Body = serializers.Serializer[dict[str, Any]]


class PositionField(serializers.IntegerField):
    """A place in a queue or playlist, from 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_ENTRIES - 1, **kwargs)


class PlayedField(serializers.IntegerField):
    """How much was heard of the track that ends with the request, in milliseconds."""

    def __init__(self) -> None:
        super().__init__(
            min_value=0,
            max_value=LONGEST_MS,
            required=False,
            allow_null=True,
            help_text="How much was heard of the track that stops playing, in ms; else the time between counts.",
        )


class TitledTrackSerializer(serializers.Serializer[Any]):
    """Any row with a `track`."""

    track_id = serializers.CharField(source="track.catalogue_id", read_only=True)
    track_title = serializers.CharField(source="track.title", read_only=True)


class BriefTrackSerializer(TitledTrackSerializer):
    artist_name = serializers.CharField(source="track.artist.name", read_only=True)


class TimedTrackSerializer(BriefTrackSerializer):
    duration = serializers.IntegerField(source="track.duration", read_only=True, help_text="Seconds.")


class QueueSerializer(serializers.ModelSerializer[PlayQueue]):
    current_track_id = serializers.CharField(
        source="current_item.track.catalogue_id",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Null while nothing is current.",
    )
    current_position = serializers.IntegerField(
        read_only=True, help_text="Of the current entry, from 0; while nothing is current, of the one to play next."
    )
    current_item_id = serializers.UUIDField(read_only=True, allow_null=True)
    is_radio_mode = serializers.BooleanField(read_only=True, help_text="Whether the current track came by radio.")
    version = serializers.IntegerField(read_only=True, help_text="Counts the changes; those of `ws/me/` carry it too.")

    class Meta:
        model = PlayQueue
        fields = (
            "id",
            "current_track_id",
            "current_position",
            "track_count",
            "updated_at",
            "current_item_id",
            "is_radio_mode",
            "repeat",
            "radio_enabled",
            "version",
        )
        read_only_fields = fields


class UpdateQueueSerializer(Body):
    """A null is as good as leaving the field out."""

    current_track_id = CatalogueIdField(required=False, allow_null=True)
    current_position = PositionField(required=False, allow_null=True)
    repeat = serializers.ChoiceField(PlayQueue.Repeat.choices, required=False)
    radio_enabled = serializers.BooleanField(required=False)


class QueueEntrySerializer(TrackEntrySerializer):
    """An entry loaded by `with_tracks`, with its `position`."""

    id = serializers.UUIDField(read_only=True)
    position = serializers.IntegerField(read_only=True, help_text="From 0.")
    source = serializers.ChoiceField(QueueItem.Source.choices, read_only=True)  # type: ignore[assignment]  # taken off
    context = serializers.UUIDField(  # type: ignore[assignment]  # the class before it could hide anything
        read_only=True, allow_null=True, help_text="The playlist it came from."
    )


class EnqueueSerializer(Body):
    track_id = CatalogueIdField()
    next = serializers.BooleanField(default=False, help_text="Right after the current track instead of at the end.")


class EnqueuedSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(default="Track added to queue", read_only=True)
    position = serializers.IntegerField(read_only=True)
    track_info = TitledTrackSerializer(source="*", read_only=True)
    item_id = serializers.UUIDField(source="item.pk", read_only=True)


class StepSerializer(Body):
    """Of `next/` and `previous/`."""

    expected_item_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The entry that the client takes for the current one."
    )
    played_ms = PlayedField()


class QueuePlaceSerializer(Body):
    position = PositionField()
    played_ms = PlayedField()


class QueueMoveSerializer(Body):
    position = PositionField()


class QueueMovedEntrySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk", read_only=True)
    position = serializers.IntegerField(read_only=True)


class QueueClearSerializer(Body):
    played_ms = PlayedField()


class PlayingSerializer(serializers.Serializer[PlayQueue]):
    """A queue right after a move."""

    current_track = BriefTrackSerializer(source="current_item", read_only=True)
    position = serializers.IntegerField(source="current_position", read_only=True)
    is_radio_mode = serializers.BooleanField(read_only=True, help_text="Whether the track came by radio.")
    current_item_id = serializers.UUIDField(read_only=True)


class QueueShuffledSerializer(serializers.Serializer[PlayQueue]):
    message = serializers.CharField(default="Queue shuffled", read_only=True)
    track_count = serializers.IntegerField(read_only=True)


class QueueMessageSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(read_only=True)


class TrackToPlaySerializer(Body):
    track_id = CatalogueIdField()
    played_ms = PlayedField()


class StreamedSerializer(serializers.Serializer[Any]):
    stream_url = serializers.URLField(
        read_only=True, allow_null=True, help_text="Good for hours and without a header; null when there is no audio."
    )
    track_info = TimedTrackSerializer(source="*", read_only=True)
    in_queue = serializers.BooleanField(read_only=True, help_text="Whether the track stood in the queue before.")
    position = serializers.IntegerField(source="queue.current_position", read_only=True)
    current_item_id = serializers.UUIDField(source="queue.current_item_id", read_only=True)


class PlayPlaylistSerializer(Body):
    position = PositionField(required=False, allow_null=True)
    shuffle = serializers.BooleanField(default=False)
    played_ms = PlayedField()


class FilledSerializer(serializers.Serializer[PlayQueue]):
    """A queue right after it was filled anew."""

    message = serializers.SerializerMethodField()
    queue_length = serializers.IntegerField(source="track_count", read_only=True)
    current_track = BriefTrackSerializer(source="current_item", read_only=True)
    position = serializers.IntegerField(source="current_position", read_only=True)
    current_item_id = serializers.UUIDField(read_only=True)

    def get_message(self, queue: PlayQueue) -> str:
        return str(self.context["message"])


class ListenSerializer(TrackEntrySerializer):
    id = serializers.UUIDField(read_only=True)
    played_at = serializers.DateTimeField(source="timestamp", read_only=True)
    played_ms = serializers.IntegerField(read_only=True, allow_null=True, help_text="Null while it goes on.")
    action = serializers.ChoiceField([Activity.Action.PLAY, Activity.Action.SKIP], read_only=True)
    source = serializers.ChoiceField(Activity.Source.choices, read_only=True)  # type: ignore[assignment]  # as above
