"""Shapes of links, members, invitations and what a link shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rules import MAX_USERNAME
from catalogue.entries import TrackEntrySerializer
from config.addresses import AddressField
from playlists.models import Member, Playlist, PlaylistFollow, Role, SharedWith, ShareLink
from playlists.serializers import ROLES, OwnerSerializer, PlaylistSerializer, one_line
from playlists.sharing.tokens import address_of, token_of

LONGEST_DAYS: Final = 3650

Shape = serializers.Serializer[Any]


class NewShareLinkSerializer(Shape):
    expires_in_days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, help_text="Instead of a number of days.")
    role = serializers.ChoiceField(
        Role.choices, required=False, allow_null=True, help_text="With a role it is an invitation: who has it may join."
    )

    def validate_expires_at(self, at: datetime | None) -> datetime | None:
        now = timezone.now()
        if at is not None and not now < at <= now + timedelta(days=LONGEST_DAYS):
            raise serializers.ValidationError(
                f"Give a moment within the next {LONGEST_DAYS} days.", code="out_of_range"
            )
        return at

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        days, at = attrs.pop("expires_in_days", None), attrs.get("expires_at")
        if days is not None and at is not None:
            raise serializers.ValidationError("Give either expires_in_days or expires_at.")
        if days is not None:
            attrs["expires_at"] = timezone.now() + timedelta(days=days)
        attrs["role"] = attrs.get("role") or ""
        return attrs


class ShareLinkSerializer(serializers.ModelSerializer[ShareLink]):
    token = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    role = serializers.SerializerMethodField(help_text="As what one may join with it; null: it is for reading only.")
    opens = serializers.IntegerField(default=0, read_only=True, help_text="How often it was opened.")

    class Meta:
        model = ShareLink
        fields = ("id", "token", "url", "role", "expires_at", "created_at", "opens")
        read_only_fields = fields

    def get_token(self, link: ShareLink) -> str:
        return token_of(link)

    @extend_schema_field(serializers.URLField())
    def get_url(self, link: ShareLink) -> str:
        return address_of(link)

    @extend_schema_field(serializers.ChoiceField(Role.choices, allow_null=True))
    def get_role(self, link: ShareLink) -> str | None:
        return link.role or None


class PersonSerializer(Shape):
    """Either a `username` or a `user_id`."""

    username = serializers.CharField(max_length=MAX_USERNAME, required=False)
    user_id = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("username" in attrs) == ("user_id" in attrs):
            raise serializers.ValidationError("Give either a username or a user_id.")
        return attrs


class InviteSerializer(PersonSerializer):
    role = serializers.ChoiceField(Role.choices)


class RoleSerializer(Shape):
    role = serializers.ChoiceField(Role.choices)


class HandOverSerializer(Shape):
    user_id = serializers.UUIDField(help_text="Of a member.")


class CopySerializer(Shape):
    name = serializers.CharField(max_length=200, required=False, validators=[one_line], help_text="Else the same name.")


class NamedListenerSerializer(serializers.ModelSerializer[SharedWith]):
    user = OwnerSerializer(read_only=True)
    shared_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = SharedWith
        fields = ("user", "shared_at")
        read_only_fields = fields


class MemberSerializer(Shape):
    user = OwnerSerializer(read_only=True)
    role = serializers.ChoiceField(ROLES, read_only=True)
    joined_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null while only invited.")


class InvitedToSerializer(serializers.ModelSerializer[Playlist]):
    """What of a playlist somebody sees who is invited to it."""

    cover_image = AddressField()
    owner = OwnerSerializer(read_only=True)

    class Meta:
        model = Playlist
        fields = ("id", "name", "description", "cover_image", "track_count", "owner")
        read_only_fields = fields


class InvitationSerializer(serializers.ModelSerializer[Member]):
    playlist = InvitedToSerializer(read_only=True)

    class Meta:
        model = Member
        fields = ("id", "role", "playlist", "created_at", "joined_at")
        read_only_fields = fields


class FollowingSerializer(serializers.ModelSerializer[PlaylistFollow]):
    playlist = PlaylistSerializer(read_only=True)
    followed_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = PlaylistFollow
        fields = ("playlist", "followed_at")
        read_only_fields = fields


class FollowersSerializer(Shape):
    followers = serializers.IntegerField()
    is_following = serializers.BooleanField()


class SharedOwnerSerializer(Shape):
    username = serializers.CharField(read_only=True)


class SharedEntrySerializer(TrackEntrySerializer):
    position = serializers.IntegerField(read_only=True, help_text="From 0.")


class SharedPlaylistSerializer(Shape):
    """What anybody sees who has the link."""

    name = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)
    cover_image = AddressField()
    track_count = serializers.IntegerField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)
    owner = SharedOwnerSerializer(read_only=True)
    role = serializers.ChoiceField(
        Role.choices, read_only=True, allow_null=True, help_text="As what one may join; null: the link is for reading."
    )
    expires_at = serializers.DateTimeField(read_only=True, allow_null=True)
    tracks = SharedEntrySerializer(many=True, read_only=True)
