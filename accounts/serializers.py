"""Shapes of the account endpoints."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Profile, User
from accounts.rules import MAX_BIO, MAX_PASSWORD, no_control_characters, username_rule
from config.addresses import AddressField


class TextField(serializers.CharField):
    """Text as such: REST framework's own field takes numbers for it."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class PasswordField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(write_only=True, trim_whitespace=False, max_length=MAX_PASSWORD, **kwargs)


class RegistrationSerializer(serializers.Serializer[User]):
    username = TextField(validators=[username_rule])
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    invite_code = TextField(
        required=False,
        allow_blank=True,
        max_length=64,
        write_only=True,
        help_text="Where one signs up by invitation only.",
    )


class AccountSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username", "email"]
        read_only_fields = fields


class CredentialsSerializer(serializers.Serializer[User]):
    """The address is looked up, not judged: one that nobody could have is unknown like any other."""

    email = TextField(max_length=254)
    password = PasswordField()


class TokenPairSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(read_only=True)
    access = serializers.CharField(read_only=True)


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = TextField(max_length=4096, write_only=True)


class ProfileSerializer(serializers.ModelSerializer[Profile]):
    id = serializers.UUIDField(source="user.id", read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    avatar = AddressField()
    is_hidden = serializers.SerializerMethodField(help_text="Whether moderators hid your words and picture.")

    class Meta:
        model = Profile
        fields = ["id", "username", "email", "bio", "avatar", "is_private", "shares_listens", "is_hidden"]
        read_only_fields = fields

    def get_is_hidden(self, profile: Profile) -> bool:
        return profile.hidden_at is not None


class ProfileChangeSerializer(serializers.Serializer[Profile]):
    username = TextField(required=False, validators=[username_rule])
    bio = TextField(required=False, allow_blank=True, max_length=MAX_BIO, validators=[no_control_characters])
    is_private = serializers.BooleanField(required=False, help_text="Whether only you see your public profile.")
    shares_listens = serializers.BooleanField(
        required=False, help_text="Whether those who may see your profile see what you listen to."
    )


class AvatarUploadSerializer(serializers.Serializer[Profile]):
    avatar = serializers.FileField(write_only=True, help_text="JPEG, PNG or WebP, at most 5 MiB.")


class AvatarSerializer(serializers.Serializer[Profile]):
    avatar_url = AddressField(source="avatar")
