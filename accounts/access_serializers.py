"""Shapes of sessions, passwords, verification and API keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.access_models import ApiKey
from accounts.models import Session
from accounts.rules import no_control_characters
from accounts.scopes import SCOPES
from accounts.serializers import PasswordField, TextField

MAX_TOKEN = 512


class AccountMessageSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(read_only=True)


class LogoutSerializer(serializers.Serializer[Any]):
    refresh = TextField(required=False, max_length=4096, write_only=True)


class SessionSerializer(serializers.ModelSerializer[Session]):
    # Docstrings would be read as API documentation. The id of the session that asks is in the context: `own_session`.
    current = serializers.SerializerMethodField(help_text="The session that asks.")

    class Meta:
        model = Session
        fields = ["id", "created_at", "last_used_at", "user_agent", "ip_prefix", "current"]
        read_only_fields = fields

    def get_current(self, session: Session) -> bool:
        return bool(session.pk == self.context.get("own_session"))


class PasswordChangeSerializer(serializers.Serializer[Any]):
    old_password = PasswordField()
    new_password = PasswordField()


class EmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254, write_only=True)


class PasswordResetConfirmSerializer(serializers.Serializer[Any]):
    token = TextField(max_length=MAX_TOKEN, write_only=True)
    new_password = PasswordField()


class EmailTokenSerializer(serializers.Serializer[Any]):
    token = TextField(max_length=MAX_TOKEN, write_only=True)


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), read_only=True)

    class Meta:
        model = ApiKey
        fields = ["id", "name", "prefix", "scopes", "created_at", "last_used_at", "expires_at"]
        read_only_fields = fields


class NewApiKeySerializer(ApiKeySerializer):
    # The key itself is in the context.
    key = serializers.SerializerMethodField(help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "key"]
        read_only_fields = fields

    def get_key(self, _: ApiKey) -> str:
        return str(self.context.get("key", ""))


class ApiKeyFormSerializer(serializers.Serializer[Any]):
    name = TextField(max_length=100, validators=[no_control_characters])
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), allow_empty=False, max_length=len(SCOPES)
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate_expires_at(self, moment: datetime | None) -> datetime | None:
        if moment is not None and moment <= timezone.now():
            raise serializers.ValidationError("Give a moment that is to come.", code="in_the_past")
        return moment
