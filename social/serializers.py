"""Shapes of people and of who follows whom."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.addresses import AddressField
from social.people import FOLLOW_STATES

Shape = serializers.Serializer[Any]


class NamedPersonSerializer(Shape):
    """A user with the profile loaded."""

    id = serializers.UUIDField(read_only=True)
    username = serializers.CharField(read_only=True)
    avatar = AddressField(source="profile.avatar_for_others")


class PersonSerializer(Shape):
    id = serializers.UUIDField(source="user.id", read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    avatar = AddressField(source="user.profile.avatar_for_others")
    is_private = serializers.BooleanField(source="user.profile.is_private", read_only=True, default=True)
    is_followed = serializers.ChoiceField(
        FOLLOW_STATES, read_only=True, help_text="Whether you follow them, or have asked to."
    )
    follows_you = serializers.BooleanField(read_only=True)
    since = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When what the list is about began; null where there is no list."
    )


class StandingSerializer(Shape):
    """A person with the numbers of those that you may see."""

    person = PersonSerializer(read_only=True)
    followers = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Null where it is not yours to see."
    )
    following = serializers.IntegerField(read_only=True, allow_null=True)


class FollowRequestSerializer(Shape):
    id = serializers.UUIDField(read_only=True, help_text="Of the request.")
    person = PersonSerializer(read_only=True, help_text="Who asks, or who is asked.")
    created_at = serializers.DateTimeField(read_only=True)


class PeopleQuerySerializer(Shape):
    username = serializers.CharField(max_length=150)


class RequestsQuerySerializer(Shape):
    direction = serializers.ChoiceField(["incoming", "outgoing"], default="incoming")


class PlaylistLikesSerializer(Shape):
    liked = serializers.BooleanField(read_only=True, help_text="By you.")
    likes = serializers.IntegerField(read_only=True, help_text="By those that you may see.")
