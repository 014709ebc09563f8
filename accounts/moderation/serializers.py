"""Shapes of reports, cases and people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Suspension, User
from accounts.moderation.models import MAX_MESSAGE, MAX_NOTE, Action, Case, Event, Report
from accounts.moderation.reportable import KINDS, Content
from accounts.rules import no_control_characters
from accounts.serializers import TextField
from config.errors import FieldError

Body = serializers.Serializer[Any]
LONGEST = timedelta(days=3650)
"""Of a suspension that ends; what is meant to last longer is a ban."""


REPORT_STATES = ("open", *Report.Answer.values)


class KindField(serializers.ChoiceField):
    """Of what the rooms registered, which are there by the time a field is used."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=sorted(KINDS), **kwargs)


class MessageField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_length": MAX_MESSAGE, "required": False, "allow_blank": True, "default": "", **kwargs}
        super().__init__(validators=[no_control_characters], **kwargs)


class UntilField(serializers.DateTimeField):
    def to_internal_value(self, value: Any) -> datetime:
        moment: datetime = super().to_internal_value(value)
        now = timezone.now()
        if not now < moment <= now + LONGEST:
            raise serializers.ValidationError("Give a moment within the next ten years.", code="out_of_range")
        return moment


class ReportFormSerializer(Body):
    kind = KindField()
    id = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    note = MessageField(max_length=MAX_NOTE)


class ReportSerializer(serializers.ModelSerializer[Report]):
    kind = serializers.CharField(source="case.kind", read_only=True)
    content_id = serializers.UUIDField(source="case.content_id", read_only=True)
    state = serializers.SerializerMethodField(help_text="`open`, then `acted` or `dismissed`.")

    class Meta:
        model = Report
        fields = ["id", "kind", "content_id", "reason", "note", "state", "created_at", "answered_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(REPORT_STATES))
    def get_state(self, report: Report) -> str:
        return report.answer or "open"


class NamedUserSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username"]
        read_only_fields = fields


class CaseSerializer(serializers.ModelSerializer[Case]):
    author = NamedUserSerializer(read_only=True)
    text = serializers.DictField(child=serializers.CharField(), read_only=True, help_text="When the case was opened.")
    reported = serializers.IntegerField(read_only=True, help_text="Reports that are not answered yet.")
    held_for = serializers.CharField(
        read_only=True, help_text="`word_list`, `too_much` or `repeated`; empty: it was not held as it was written."
    )
    action = serializers.CharField(read_only=True, help_text="What was decided; empty while it is open.")
    decided_by = NamedUserSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Case
        fields = [
            "id", "kind", "content_id", "author", "text", "held_for", "held_detail", "state", "reported", "is_hidden",
            "is_automatic", "action", "decided_by", "decided_at", "opened_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ReportedContentSerializer(serializers.Serializer[Content]):
    text = serializers.DictField(child=serializers.CharField(), read_only=True)
    context = serializers.DictField(child=serializers.CharField(allow_blank=True), read_only=True)  # type: ignore[assignment]  # a field's name
    created_at = serializers.DateTimeField(read_only=True)
    hidden_at = serializers.DateTimeField(read_only=True, allow_null=True)


class CaseReportSerializer(serializers.ModelSerializer[Report]):
    reporter = NamedUserSerializer(read_only=True, allow_null=True)
    answer = serializers.CharField(read_only=True, help_text="`acted` or `dismissed`; empty while it is open.")

    class Meta:
        model = Report
        fields = ["id", "reporter", "reason", "note", "created_at", "answer", "answered_at"]
        read_only_fields = fields


class ModerationEventSerializer(serializers.ModelSerializer[Event]):
    moderator = NamedUserSerializer(read_only=True, allow_null=True, help_text="null: it happened by itself.")
    content_kind = serializers.CharField(source="case.kind", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Event
        fields = ["id", "kind", "at", "moderator", "case", "content_kind", "until", "message", "details"]
        read_only_fields = fields


class AuthorHistorySerializer(Body):
    cases = serializers.IntegerField(read_only=True)
    open = serializers.IntegerField(read_only=True)
    hidden = serializers.IntegerField(read_only=True)
    actions = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    events = ModerationEventSerializer(many=True, read_only=True, help_text="The latest 20.")


class SuspensionSerializer(serializers.ModelSerializer[Suspension]):
    class Meta:
        model = Suspension
        fields = ["until", "reason", "created_at"]
        read_only_fields = fields


class ReportedAuthorSerializer(serializers.ModelSerializer[User]):
    suspension = SuspensionSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = User
        fields = ["id", "username", "date_joined", "email_verified_at", "is_active", "is_staff", "suspension"]
        read_only_fields = fields


class ModeratedUserSerializer(serializers.ModelSerializer[User]):
    is_private = serializers.BooleanField(source="profile.is_private", read_only=True, default=False)
    is_hidden = serializers.SerializerMethodField(help_text="Whether moderators hid the profile.")
    suspension = SuspensionSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "email_verified_at", "date_joined", "last_login", "is_active", "is_staff",
            "is_private", "is_hidden", "suspension",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_hidden(self, user: User) -> bool:
        return getattr(getattr(user, "profile", None), "hidden_at", None) is not None


class OneModeratedUserSerializer(ModeratedUserSerializer):
    bio = serializers.CharField(source="profile.bio", read_only=True)
    sessions = serializers.IntegerField(read_only=True, help_text="That are open.")
    history = AuthorHistorySerializer(read_only=True)

    class Meta(ModeratedUserSerializer.Meta):
        fields = [*ModeratedUserSerializer.Meta.fields, "bio", "sessions", "history"]
        read_only_fields = fields


class OneCaseSerializer(CaseSerializer):
    content = ReportedContentSerializer(read_only=True, allow_null=True, help_text="As it is now; null: it is gone.")
    reports = CaseReportSerializer(many=True, read_only=True, help_text="The latest 50.")
    author = ReportedAuthorSerializer(read_only=True)  # type: ignore[assignment]  # it says more than in a list
    history = AuthorHistorySerializer(read_only=True, help_text="Of the author.")

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "content", "reports", "history"]
        read_only_fields = fields


class DecisionSerializer(Body):
    action = serializers.ChoiceField(choices=Action.choices)
    until = UntilField(required=False, allow_null=True, default=None, help_text="For `suspend`.")
    message = MessageField(help_text="For the author.")
    hide = serializers.BooleanField(required=False, default=False, help_text="Hide the content too.")
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, help_text="As you saw it; to decide a case anew."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["action"] == Action.SUSPEND) != (attrs["until"] is not None):
            raise FieldError("until", "A suspension takes `until`, and nothing else does.", code="until")
        if attrs["hide"] and attrs["action"] in (Action.RESTORE, Action.DISMISS):
            raise FieldError("hide", "This shows the content, or leaves it as it is.", code="hide")
        return attrs


class SuspendSerializer(Body):
    until = UntilField(allow_null=True, help_text="null: for good.")
    reason = MessageField(help_text="For the user, who is told when they sign in and by mail.")


class RestoreSerializer(Body):
    message = MessageField(help_text="For the user.")


class SignedOutSerializer(Body):
    sessions = serializers.IntegerField(read_only=True, help_text="That were open.")


class FiguresSerializer(Body):
    users = serializers.IntegerField(read_only=True)
    staff = serializers.IntegerField(read_only=True)
    disabled = serializers.IntegerField(read_only=True)
    suspended = serializers.IntegerField(read_only=True, help_text="The banned among them.")
    banned = serializers.IntegerField(read_only=True)
    active_week = serializers.IntegerField(read_only=True, help_text="Users whose sessions were used within 7 days.")
    signed_up_day = serializers.IntegerField(read_only=True)
    signed_up_week = serializers.IntegerField(read_only=True)
    signed_up_month = serializers.IntegerField(read_only=True)
    reports_open = serializers.IntegerField(read_only=True)
    cases_open = serializers.IntegerField(read_only=True)
    held = serializers.IntegerField(read_only=True, help_text="Open cases whose content is hidden.")
    decided_week = serializers.IntegerField(read_only=True)
    counted_at = serializers.DateTimeField(read_only=True)
