"""Shapes of devices and of how the queue plays: those of endpoints and of messages on sockets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rules import no_control_characters
from analytics.listens import LONGEST_MS
from playqueue.models import Device
from playqueue.serializers import Body


class PlaceInTrackField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Into the current track, in ms; past its end is taken for its end.")
        super().__init__(min_value=0, max_value=LONGEST_MS, **kwargs)


class DeviceNameField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, validators=[no_control_characters], **kwargs)


class DeviceSerializer(serializers.ModelSerializer[Device]):
    is_online = serializers.BooleanField(read_only=True, help_text="Seen within the last 90 seconds.")
    is_active = serializers.SerializerMethodField(help_text="Whether it is the one that plays.")

    class Meta:
        model = Device
        fields = ("id", "name", "kind", "is_active", "is_online", "last_seen_at", "created_at")
        read_only_fields = fields

    def get_is_active(self, device: Device) -> bool:
        return bool(device.pk == self.context.get("active_device_id"))


class NewDeviceSerializer(Body):
    name = DeviceNameField()
    kind = serializers.ChoiceField(Device.Kind.choices, default=Device.Kind.OTHER)


class ChangedDeviceSerializer(Body):
    name = DeviceNameField(required=False)
    kind = serializers.ChoiceField(Device.Kind.choices, required=False)


class PlaybackStateSerializer(serializers.Serializer[dict[str, Any]]):
    item_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="The current entry.")
    track_id = serializers.CharField(read_only=True, allow_null=True)
    position_ms = serializers.IntegerField(read_only=True, help_text="At the moment `at`; it goes on while it plays.")
    playing = serializers.BooleanField(read_only=True)
    at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="By the server's clock.")
    version = serializers.IntegerField(read_only=True)
    device_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="The device that plays.")
    server_time = serializers.DateTimeField(read_only=True)


class SetStateSerializer(Body):
    """A null is as good as leaving the field out."""

    playing = serializers.BooleanField(required=False, allow_null=True, source="is_playing")
    position_ms = PlaceInTrackField(required=False, allow_null=True)
    version = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, help_text="Of the state that the client knows."
    )


class PlayHereSerializer(Body):
    playing = serializers.BooleanField(default=True, source="is_playing")
    position_ms = PlaceInTrackField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class DeviceReportSerializer(Body):
    item_id = serializers.UUIDField(allow_null=True, help_text="The entry that the device has loaded.")
    position_ms = PlaceInTrackField()
    playing = serializers.BooleanField(source="is_playing")
