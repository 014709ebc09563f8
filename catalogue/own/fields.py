"""Fields of requests that need a rule of `catalogue.own.rules`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.models import Genre
from catalogue.own import rules
from catalogue.store import LARGEST_NUMBER


class RuledField(serializers.CharField):
    """Text in the form that a rule gives it; what the rule refuses is a 400 with the rule's own words."""

    rule: Callable[[str], str]

    def to_internal_value(self, data: Any) -> str:
        try:
            return type(self).rule(super().to_internal_value(data))
        except rules.Wrong as error:
            raise serializers.ValidationError(str(error), code="invalid") from None


class IsrcField(RuledField):
    rule = staticmethod(rules.isrc)


class PlainLyricsField(RuledField):
    rule = staticmethod(rules.lines_of_text)


class SyncedLyricsField(RuledField):
    rule = staticmethod(rules.synced_lyrics)


@extend_schema_field(OpenApiTypes.STR)
class GenreField(serializers.Field[Any, Any, Any, Any]):
    """A genre's id, which has to exist, or its name, which is made a genre of ours when it does not."""

    default_error_messages = {
        "invalid": "Give a genre's id or its name.",
        "does_not_exist": "There is no genre of this id.",
        "max_length": "A genre's name has 120 characters at most.",
    }

    def to_internal_value(self, data: Any) -> Genre | str:
        if isinstance(data, str) and not data.isdigit():
            return self._named(data)
        if isinstance(data, bool) or not (isinstance(data, int) or (isinstance(data, str) and data.isascii())):
            self.fail("invalid")
        number = int(str(data)[:12])
        genre = Genre.objects.filter(number=number).first() if 0 <= number <= LARGEST_NUMBER else None
        return genre or self.fail("does_not_exist")

    def _named(self, text: str) -> str:
        name = " ".join(text.split())
        if not name or "\x00" in name:
            self.fail("invalid")
        if len(name) > 120:
            self.fail("max_length")
        return name
