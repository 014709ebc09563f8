"""Shapes of activities: as they are reported, and as they are shown."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.serializers import TextField
from accounts.user_serializers import PreferencesField
from analytics.listening_models import ListeningSettings
from analytics.listens import LONGEST_MS
from analytics.models import Activity
from analytics.recording import AT_ONCE, Row, State
from analytics.times import AHEAD, BACK
from catalogue.ids import CatalogueId
from catalogue.serializers import CatalogueIdField

Body = serializers.Serializer[dict[str, Any]]


class MetadataField(PreferencesField):
    """An object with whatever a client likes to keep with an activity, up to 8 kB."""


class HappenedField(serializers.DateTimeField):
    """When something happened that is reported now: up to 30 days ago, and 5 minutes ahead for clocks that go fast."""

    default_error_messages = {
        "too_early": "At most 30 days ago; older listens are imported.",
        "too_late": "At most 5 minutes ahead.",
    }

    def to_internal_value(self, value: Any) -> Any:
        moment = super().to_internal_value(value)
        now = timezone.now()
        if moment < now - BACK:
            self.fail("too_early")
        if moment > now + AHEAD:
            self.fail("too_late")
        return moment


class NewActivitySerializer(Body):
    user = serializers.UUIDField(required=False, allow_null=True, help_text="The caller, who it is without this too.")
    track_id = CatalogueIdField()
    track_name = TextField(
        required=False, allow_blank=True, max_length=500, help_text="The catalogue's, if it has one."
    )
    artist_name = TextField(required=False, allow_blank=True, max_length=300, help_text="The catalogue's, as above.")
    action = serializers.ChoiceField(Activity.Action.choices)
    timestamp = HappenedField(required=False, allow_null=True, help_text="When it happened (began); now if not given.")
    played_ms = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=LONGEST_MS,
        help_text="How much was heard; a play without it was heard to the end.",
    )
    recommendation = serializers.UUIDField(
        required=False, allow_null=True, help_text="One that was made to the caller."
    )
    context = serializers.UUIDField(  # type: ignore[assignment]  # a field's name
        required=False, allow_null=True, help_text="The playlist that was played."
    )
    event_id = serializers.UUIDField(required=False, allow_null=True, help_text="Recorded once, however often sent.")
    metadata = MetadataField(required=False)


class ActivitiesSerializer(Body):
    """Each item is looked at by itself: see the answer."""

    activities = serializers.ListField(
        child=serializers.JSONField(),
        allow_empty=False,
        max_length=AT_ONCE,
        help_text="1 to 500 activities, each as in `POST /api/analytics/activity/`.",
    )


def catalogue_id_of(row: Row) -> str:
    if isinstance(row, Activity):
        return str(row.track.catalogue_id)
    return str(CatalogueId(row.provider, row.external_id))


class ActivitySerializer(serializers.Serializer[Any]):
    """An `Activity` with its track and artist loaded, or one that awaits its track.

    By hand rather than by fields: it is the answer of the request that is made most.
    """

    id = serializers.UUIDField(read_only=True)
    user = serializers.UUIDField(source="user_id", read_only=True)
    recommendation = serializers.UUIDField(read_only=True, allow_null=True)
    track_id = serializers.CharField(read_only=True)
    track_name = serializers.CharField(read_only=True)
    artist_name = serializers.CharField(read_only=True)
    action = serializers.ChoiceField(Activity.Action.choices, read_only=True)
    timestamp = serializers.DateTimeField(read_only=True)
    metadata = serializers.DictField(read_only=True)
    played_ms = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Null while it goes on, or unknown."
    )
    source = serializers.ChoiceField(Activity.Source.choices, read_only=True)  # type: ignore[assignment]  # a field's name
    context = serializers.UUIDField(read_only=True, allow_null=True)  # type: ignore[assignment]  # as above
    event_id = serializers.UUIDField(read_only=True, allow_null=True)

    def to_representation(self, instance: Row) -> dict[str, Any]:
        if isinstance(instance, Activity):
            names = instance.track.title, instance.track.artist.name
        else:
            names = instance.track_name, instance.artist_name
        return {
            "id": instance.pk,
            "user": instance.user_id,
            "recommendation": instance.recommendation,
            "track_id": catalogue_id_of(instance),
            "track_name": names[0],
            "artist_name": names[1],
            "action": instance.action,
            "timestamp": instance.timestamp,
            "metadata": instance.metadata,
            "played_ms": instance.played_ms,
            "source": instance.source,
            "context": instance.context,
            "event_id": instance.event_id,
        }


class RecordedSerializer(ActivitySerializer):
    """``status`` `private`, and a `duplicate` of something that was deleted since, are answered without the rest."""

    status = serializers.ChoiceField(
        [State.RECORDED, State.AWAITED, State.DUPLICATE, State.PRIVATE],
        read_only=True,
        help_text=(
            "`awaited`: kept, while the catalogue is asked for the track. `duplicate`: the `event_id` came before; "
            "this is "
            "what it brought. `private`: nothing is recorded in a private session."
        ),
    )


class ResultSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField([*State, "invalid"], read_only=True)
    id = serializers.UUIDField(read_only=True, allow_null=True, help_text="Null where nothing is stored.")
    event_id = serializers.CharField(read_only=True, allow_null=True, help_text="As it was sent.")
    errors = serializers.DictField(  # type: ignore[assignment]  # a field's name
        read_only=True, required=False, help_text="By field, when it is `invalid`."
    )


class ResultsSerializer(serializers.Serializer[Any]):
    recorded = serializers.IntegerField(read_only=True, help_text="How many are new, `awaited` ones included.")
    results = ResultSerializer(many=True, read_only=True, help_text="One for each activity, in their order.")


class PeriodSerializer(Body):
    """From the one moment up to the other, which is not in it."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["since"] >= attrs["until"]:
            raise serializers.ValidationError({"until": "Give a moment after `since`."}, code="order")
        return attrs


class DeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField(read_only=True, help_text="So far.")
    is_complete = serializers.BooleanField(read_only=True, help_text="If not, the rest is deleted in the background.")


class ListeningSettingsSerializer(serializers.ModelSerializer[ListeningSettings]):
    class Meta:
        model = ListeningSettings
        fields = ["time_zone", "private_session"]
        extra_kwargs = {
            "time_zone": {
                "help_text": "Of the IANA database, as `Europe/Berlin`: it says when the listener's days begin."
            },
            "private_session": {
                "help_text": "While it is on, nothing that the listener does is recorded or scrobbled."
            },
        }
