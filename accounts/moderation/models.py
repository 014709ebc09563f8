"""What moderation keeps: the words it looks for, one case for each content, its reports, and a log of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.moderation.folding import folded_words
from config.identifiers import uuid7

MAX_MESSAGE = 500
MAX_NOTE = 1000
MAX_WORD = 100


def some_word(text: str) -> None:
    if not folded_words(text):
        raise ValidationError("Give at least one letter or digit.", code="no_word")


class ListedWord(models.Model):
    """A word, or several in a row: text with it is held for moderators. ``folded`` is how it is looked for."""

    word = models.CharField(max_length=MAX_WORD, validators=[some_word])
    folded = models.CharField(max_length=4 * MAX_WORD, unique=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["folded"]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = " ".join(folded_words(self.word))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.folded = " ".join(folded_words(self.word))
        if ListedWord.objects.filter(folded=self.folded).exclude(pk=self.pk).exists():
            raise ValidationError({"word": ValidationError("This word is listed already.", code="unique")})


class Action(models.TextChoices):
    """What a moderator decides."""

    HIDE = "hide"
    RESTORE = "restore"
    WARN = "warn"
    SUSPEND = "suspend"
    BAN = "ban"
    DISMISS = "dismiss"


class CaseQuerySet(models.QuerySet["Case"]):
    def with_people(self) -> CaseQuerySet:
        return self.select_related("author", "decided_by")

    def settled(self, *, before: datetime) -> CaseQuerySet:
        """Decided then, and with nothing that has to be remembered: that it is hidden, or may not be hidden again."""
        return self.filter(state=Case.State.DECIDED, decided_at__lt=before, is_hidden=False, was_restored=False)

    def queue(self) -> CaseQuerySet:
        """What most people reported comes first, and of that the oldest."""
        return self.order_by("-reported", "opened_at", "pk")


class Case(models.Model):
    """One content that was reported, or held as it was written, whatever became of it.

    ``text`` is what it said when the case was opened. ``reported`` counts the reports that are not answered yet.
    ``is_hidden`` is whether moderation hides the content, ``is_automatic`` whether no moderator has said so.
    ``was_restored``: a moderator found nothing wrong with it, so reports do not hide it again. ``version`` rises with
    every decision.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DECIDED = "decided"

    class Why(models.TextChoices):
        WORD_LIST = "word_list"
        TOO_MUCH = "too_much"
        REPEATED = "repeated"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32)
    content_id = models.UUIDField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="moderation_cases")
    text = models.JSONField(default=dict)
    held_for = models.CharField(max_length=16, choices=Why, blank=True)
    held_detail = models.CharField(max_length=MAX_WORD, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reported = models.PositiveIntegerField(default=0)
    is_hidden = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    was_restored = models.BooleanField(default=False)
    action = models.CharField(max_length=8, choices=Action, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-reported", "opened_at", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "content_id"], name="case_once")]
        indexes = [
            models.Index(fields=["state", "-reported", "opened_at", "id"], name="case_queue"),
            models.Index(fields=["decided_at"], name="case_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_id}"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """One's own. Moderators read reports through their case."""
        return self.filter(reporter=user).select_related("case").order_by("-id")

    def unanswered(self) -> ReportQuerySet:
        return self.filter(answer="")


class Report(models.Model):
    """Somebody finds something wrong with a content. ``reporter`` is None once their account is gone."""

    class Reason(models.TextChoices):
        SPAM = "spam"
        HARASSMENT = "harassment"
        HATE = "hate"
        SEXUAL = "sexual"
        VIOLENCE = "violence"
        COPYRIGHT = "copyright"
        IMPERSONATION = "impersonation"
        OTHER = "other"

    class Answer(models.TextChoices):
        ACTED = "acted"
        DISMISSED = "dismissed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports_made")
    reason = models.CharField(max_length=16, choices=Reason)
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], condition=Q(answer=""), name="report_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.reason} about {self.case_id}"


class AppendOnly(Exception):
    """The moderation log is added to; nothing in it is changed or deleted."""


class Event(models.Model):
    """Something was done about ``user`` or what they wrote; ``moderator`` is None where it happened by itself.

    ``message`` is what the user was told.
    """

    class Kind(models.TextChoices):
        HIDE = "hide"
        RESTORE = "restore"
        WARN = "warn"
        SUSPEND = "suspend"
        BAN = "ban"
        DISMISS = "dismiss"
        HELD = "held"
        HIDDEN_BY_REPORTS = "hidden_by_reports"
        ACCOUNT_RESTORED = "account_restored"
        SUSPENSION_ENDED = "suspension_ended"
        SIGNED_OUT = "signed_out"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="moderation_events")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="events")
    until = models.DateTimeField(null=True)
    message = models.CharField(max_length=MAX_MESSAGE, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


def log(kind: Event.Kind, *, user_id: Any, moderator: Any = None, **fields: Any) -> Event:
    """Write down what was done, in the transaction that does it."""
    return Event.objects.create(kind=kind, user_id=user_id, moderator=moderator, **fields)
