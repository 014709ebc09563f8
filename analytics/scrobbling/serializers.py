"""Shapes of scrobbling: how each service stands, what was sent, what came in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.scrobbling.models import Received, Scrobble
from integrations.links.models import LinkedAccount


class OutletSerializer(serializers.Serializer[Any]):
    service = serializers.CharField()
    account_name = serializers.CharField()
    enabled = serializers.BooleanField(help_text="Whether listens are put down for it.")
    state = serializers.ChoiceField(
        choices=LinkedAccount.State.choices, help_text="`sign_in_again`: what waits is sent once it is linked again."
    )
    pending = serializers.IntegerField()
    sent = serializers.IntegerField(help_text="Ever.")
    dropped = serializers.IntegerField(help_text="Ever.")
    dropped_by_reason = serializers.DictField(
        child=serializers.IntegerField(), help_text="Of the last three months, by reason."
    )
    last_sent_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True, help_text="After an error or a service's limit.")


class OutletChangeSerializer(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()


class ScrobbleSerializer(serializers.ModelSerializer[Scrobble]):
    track_title = serializers.CharField(source="title")
    artist_name = serializers.CharField(source="artist")
    album_title = serializers.CharField(source="album")
    reason = serializers.ChoiceField(
        choices=[("", "It was not dropped."), *Scrobble.Reason.choices], help_text="Why it was dropped."
    )

    class Meta:
        model = Scrobble
        fields = [
            "id",
            "state",
            "reason",
            "detail",
            "listened_at",
            "settled_at",
            "track_id",
            "track_title",
            "artist_name",
            "album_title",
        ]
        read_only_fields = fields


class ReceivedSerializer(serializers.ModelSerializer[Received]):
    track_title = serializers.CharField(source="title")
    artist_name = serializers.CharField(source="artist")
    album_title = serializers.CharField(source="album")
    reason = serializers.ChoiceField(
        choices=[("", "Not looked for yet."), *Received.Reason.choices], help_text="Why it is not known."
    )
    next_attempt_at = serializers.DateTimeField(
        source="next_at", allow_null=True, help_text="When its track is looked for next; null: no more."
    )

    class Meta:
        model = Received
        fields = [
            "id",
            "listened_at",
            "received_at",
            "track_title",
            "artist_name",
            "album_title",
            "client",
            "reason",
            "next_attempt_at",
        ]
        read_only_fields = fields


class ReportedSerializer(serializers.Serializer[Any]):
    track_name = serializers.CharField()
    artist_name = serializers.CharField()
    album_name = serializers.CharField(allow_blank=True)
    client = serializers.CharField(allow_blank=True)


class ReportedPlayingSerializer(serializers.Serializer[Any]):
    playing = ReportedSerializer(allow_null=True)
