"""Shapes of notifications, preferences and subscriptions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notifications.hours import time_zones
from notifications.kinds import KINDS, Channel
from notifications.models import Notification, Preferences, Subscription
from notifications.preferences import matrix
from notifications.rendering import shown

Body = serializers.Serializer[dict[str, Any]]
READ_AT_ONCE = 200


class NotificationActorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    username = serializers.CharField(read_only=True)


class NotificationSubjectSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(read_only=True, help_text="What it is about: `playlist`, `album`, `party` ...")
    id = serializers.CharField(read_only=True)


class NotificationSerializer(serializers.Serializer[Notification]):
    """The fields are for the API document; what is answered is what sockets bring too."""

    id = serializers.UUIDField(read_only=True)
    kind = serializers.ChoiceField(list(KINDS), read_only=True)
    title = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    actor = NotificationActorSerializer(read_only=True, allow_null=True, help_text="Who did it last.")
    count = serializers.IntegerField(read_only=True, help_text="How many did it.")
    subject = NotificationSubjectSerializer(read_only=True, allow_null=True)
    data = serializers.DictField(read_only=True, help_text="What else there is to know, by kind.")  # type: ignore[assignment]  # as in the contract of clients
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True, help_text="When it last happened; the list's order.")
    read_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def to_representation(self, instance: Notification) -> Any:
        return shown(instance)


class UnreadCountSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField(read_only=True)


class MarkReadSerializer(Body):
    """Nothing given is all."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_empty=False, max_length=READ_AT_ONCE
    )
    until = serializers.UUIDField(
        required=False, help_text="The newest notification that was seen: what came later stays unread."
    )


class MarkedReadSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField(read_only=True)
    unread = serializers.IntegerField(read_only=True)


class ChannelsField(serializers.DictField):
    """`{kind: {channel: bool}}`; kinds and channels that are left out stay as they are."""

    child = serializers.DictField(child=serializers.BooleanField())

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        for kind, switches in found.items():
            if kind not in KINDS:
                raise serializers.ValidationError({kind: ["There is no such kind."]})
            if unknown := set(switches) - set(Channel):
                raise serializers.ValidationError({kind: [f"There is no channel {min(unknown)[:40]}."]})
        return found


class TimeZoneField(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in time_zones():
            raise serializers.ValidationError("This is no time zone of the IANA database.", code="invalid_choice")
        return name


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d:\d\d$", "example": "22:30:00"})
class ClockField(serializers.TimeField):
    """A time of day on the listener's clock. The `time` of JSON Schema would have an offset."""


class PreferencesSerializer(serializers.ModelSerializer[Preferences]):
    channels = serializers.SerializerMethodField(help_text="Every kind with every channel.")
    quiet_from = ClockField(read_only=True, allow_null=True)
    quiet_until = ClockField(read_only=True, allow_null=True)

    class Meta:
        model = Preferences
        fields = ("channels", "time_zone", "quiet_from", "quiet_until", "digest_hour", "has_digest")
        read_only_fields = fields

    def get_channels(self, wishes: Preferences) -> dict[str, dict[str, bool]]:
        return matrix(wishes)


class ChangedPreferencesSerializer(Body):
    channels = ChannelsField(required=False)
    time_zone = TimeZoneField(max_length=64, required=False, help_text="Such as Europe/Berlin.")
    quiet_from = ClockField(required=False, allow_null=True, help_text="No push messages from here")
    quiet_until = ClockField(required=False, allow_null=True, help_text="to here, over midnight too.")
    digest_hour = serializers.IntegerField(required=False, min_value=0, max_value=23)
    has_digest = serializers.BooleanField(required=False, help_text="Whether the daily mail is sent at all.")


class PushKeySerializer(serializers.Serializer[Any]):
    public_key = serializers.CharField(read_only=True, help_text="The `applicationServerKey` to subscribe with.")


class PushKeysSerializer(Body):
    p256dh = serializers.CharField(max_length=128)
    auth = serializers.CharField(max_length=64)


class NewSubscriptionSerializer(Body):
    """What a browser's `PushSubscription.toJSON()` is."""

    endpoint = serializers.CharField(max_length=1000)
    keys = PushKeysSerializer()
    expirationTime = serializers.FloatField(required=False, allow_null=True)  # noqa: N815  (the browser's name)


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    class Meta:
        model = Subscription
        fields = ("id", "user_agent", "created_at", "last_sent_at")
        read_only_fields = fields
