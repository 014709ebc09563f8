"""Shapes of the users endpoints and of what listeners say about their taste."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.models import Profile, User
from accounts.rules import no_control_characters, username_rule
from accounts.serializers import PasswordField, RegistrationSerializer, TextField

MAX_ENTRIES = 50
MAX_ENTRY = 100
MAX_NAME = 150
MAX_PREFERENCES = 8 * 1024
"""Bytes of the object as JSON."""


class WordsField(serializers.ListField):
    """Texts of one line, trimmed; one that was there before, in whatever case, is left out."""

    child = TextField(max_length=MAX_ENTRY, validators=[no_control_characters])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_ENTRIES, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        words = super().to_internal_value(data)
        return list({word.casefold(): word for word in reversed(words)}.values())[::-1]


class PreferencesField(serializers.JSONField):
    """An object with whatever keys a client likes."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("Give an object.", code="not_an_object")
        try:
            text = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except ValueError:  # NaN, which is no JSON, and halves of surrogate pairs, which are no text
            raise serializers.ValidationError("Give an object that is valid JSON.", code="invalid") from None
        if len(text) > MAX_PREFERENCES:
            raise serializers.ValidationError(f"At most {MAX_PREFERENCES} bytes as JSON.", code="max_length")
        # PostgreSQL stores no such character.
        if b"\\u0000" in text:
            raise serializers.ValidationError("Control characters are not allowed.", code="control_characters")
        return dict(data)


class TasteSerializer(serializers.ModelSerializer[Profile]):
    favorite_genres = WordsField(required=False)
    favorite_artists = WordsField(required=False)
    moods = WordsField(required=False)
    preferences = PreferencesField(required=False)

    class Meta:
        model = Profile
        fields = ["favorite_genres", "favorite_artists", "moods", "preferences"]


class UserSerializer(serializers.ModelSerializer[User]):
    profile = TasteSerializer(read_only=True)
    created_at = serializers.DateTimeField(source="date_joined", read_only=True)
    updated_at = serializers.DateTimeField(source="profile.updated_at", read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "email", "first_name", "last_name", "profile", "created_at", "updated_at"]
        read_only_fields = fields


class NameField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, allow_blank=True, max_length=MAX_NAME, validators=[no_control_characters], **kwargs
        )


class NewUserSerializer(RegistrationSerializer):
    first_name = NameField()
    last_name = NameField()
    profile = TasteSerializer(required=False)


class UserChangeSerializer(serializers.Serializer[User]):
    """What is not given stays, in `profile` too."""

    username = TextField(required=False, validators=[username_rule])
    email = serializers.EmailField(required=False, max_length=254)
    password = PasswordField(
        required=False, help_text="The present one, to prove who you are when you change your own address."
    )
    first_name = NameField()
    last_name = NameField()
    profile = TasteSerializer(required=False)


class PasswordProofSerializer(serializers.Serializer[User]):
    password = PasswordField(help_text="The present one.")
