"""Shapes of parties: those of endpoints and of commands on sockets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rules import MAX_USERNAME, no_control_characters
from analytics.listens import LONGEST_MS
from catalogue.entries import TrackEntrySerializer
from catalogue.serializers import CatalogueIdField
from parties.chat_models import MAX_TEXT
from parties.contents import ADDED_AT_ONCE
from parties.models import MAX_NAME, Party, PartyMember
from parties.playing import ACTIONS
from playqueue.serializers import Body, PositionField


class PartyNameField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_NAME, validators=[no_control_characters], **kwargs)


class PartySerializer(serializers.Serializer[Party]):
    """A party loaded with its host and counts, for one listener (`user` in the context)."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.SerializerMethodField()
    host_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="Null until somebody comes.")
    guests_may_add = serializers.BooleanField(read_only=True)
    member_count = serializers.IntegerField(read_only=True)
    present_count = serializers.IntegerField(read_only=True, help_text="Who is there at the moment.")
    created_at = serializers.DateTimeField(read_only=True)

    def get_name(self, party: Party) -> str:
        return party.shown_name(self.context["user"])


class PartyStateSerializer(serializers.Serializer[Any]):
    item_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="The current entry.")
    track_id = serializers.CharField(read_only=True, allow_null=True)
    position_ms = serializers.IntegerField(read_only=True, help_text="At the moment `at`; it goes on while it plays.")
    playing = serializers.BooleanField(read_only=True)
    at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="By the server's clock.")
    version = serializers.IntegerField(read_only=True)


class TimedStateSerializer(PartyStateSerializer):
    server_time = serializers.DateTimeField(read_only=True)


class PartyQueueSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(read_only=True)
    current_item_id = serializers.UUIDField(read_only=True, allow_null=True)
    current_position = serializers.IntegerField(read_only=True)
    track_count = serializers.IntegerField(read_only=True)


class WholePartySerializer(PartySerializer):
    role = serializers.ChoiceField(PartyMember.Role.choices, read_only=True, help_text="The listener's own.")
    code = serializers.CharField(read_only=True, help_text="Lets in whoever has it.")
    members_version = serializers.IntegerField(read_only=True)
    last_number = serializers.IntegerField(source="message_count", read_only=True, help_text="Of the messages.")
    state = PartyStateSerializer(read_only=True)
    queue = PartyQueueSerializer(read_only=True)
    server_time = serializers.DateTimeField(read_only=True)


class NewPartySerializer(Body):
    name = PartyNameField()
    guests_may_add = serializers.BooleanField(default=True)


class ChangePartySerializer(Body):
    name = PartyNameField(required=False)
    guests_may_add = serializers.BooleanField(required=False)


class JoinPartySerializer(Body):
    """One of the three."""

    code = serializers.CharField(required=False, max_length=32, help_text="What the host reads out.")
    token = serializers.CharField(required=False, max_length=200, help_text="Of a link.")
    party_id = serializers.UUIDField(required=False, help_text="Of a party that one was invited to by name, or left.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Give one of code, token and party_id.")
        return attrs


class PartyLinkSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)


class InviteToPartySerializer(Body):
    username = serializers.CharField(max_length=MAX_USERNAME)


class PartyMemberSerializer(serializers.Serializer[PartyMember]):
    user_id = serializers.UUIDField(read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    role = serializers.SerializerMethodField()
    is_muted = serializers.BooleanField(read_only=True)
    present = serializers.SerializerMethodField()
    joined_at = serializers.DateTimeField(read_only=True)

    def get_role(self, member: PartyMember) -> str:
        return member.party.role_of(member)

    def get_present(self, member: PartyMember) -> bool:
        return member.present_since is not None


class ChangeMemberSerializer(Body):
    role = serializers.ChoiceField(PartyMember.Role.choices, required=False, help_text="`host` hands the party over.")
    is_muted = serializers.BooleanField(required=False)


class PartyEntrySerializer(TrackEntrySerializer):
    """An entry loaded by `with_tracks`, `with_positions` and `with_vote_of`."""

    id = serializers.UUIDField(read_only=True)
    position = serializers.IntegerField(read_only=True, help_text="From 0.")
    added_by = serializers.UUIDField(
        source="added_by_id", read_only=True, allow_null=True, help_text="Null for who has gone, or is not seen."
    )
    votes = serializers.IntegerField(read_only=True)
    voted = serializers.BooleanField(read_only=True, help_text="Whether the listener voted for it.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if instance.added_by_id in self.context.get("unseen", ()):
            shown["added_by"] = None
        return shown


class AddToPartySerializer(Body):
    track_ids = serializers.ListField(child=CatalogueIdField(), min_length=1, max_length=ADDED_AT_ONCE)
    next = serializers.BooleanField(default=False, help_text="Right after the current track; for host and DJs.")


class AddedToPartySerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(read_only=True, help_text="Of the first one.")
    item_ids = serializers.ListField(child=serializers.UUIDField(), read_only=True)


class PartyMoveSerializer(Body):
    position = PositionField()


class PartyMovedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    position = serializers.IntegerField(read_only=True)


class PartyVotesSerializer(serializers.Serializer[Any]):
    votes = serializers.IntegerField(read_only=True)


class SkipVotesSerializer(PartyVotesSerializer):
    needed = serializers.IntegerField(read_only=True, help_text="More than half of those who are there.")


class ControlSerializer(Body):
    """`position_ms` is for `seek`, `item_id` for `jump`."""

    action = serializers.ChoiceField([(each, each) for each in ACTIONS])
    version = serializers.IntegerField(min_value=0, help_text="Of the state that the client knows.")
    position_ms = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    item_id = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for action, name in (("seek", "position_ms"), ("jump", "item_id")):
            if attrs["action"] == action and name not in attrs:
                raise serializers.ValidationError({name: [f"`{action}` needs it."]})
        return attrs


class NewMessageSerializer(Body):
    text = serializers.CharField(max_length=MAX_TEXT, validators=[no_control_characters])


class MessageAuthorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    username = serializers.CharField(read_only=True)


class PartyMessageSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    number = serializers.IntegerField(read_only=True, help_text="Counts the party's messages, from 1.")
    author = MessageAuthorSerializer(read_only=True)
    text = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    is_hidden = serializers.BooleanField(read_only=True, help_text="Seen by its author alone.")
