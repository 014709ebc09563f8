"""Search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.examples import SEARCH_PAGE
from catalogue.ids import PROVIDERS
from catalogue.page_answers import CACHE_HEADERS, page_answer
from catalogue.provenance import Provenance
from catalogue.questions import SEARCH_SIZE
from catalogue.refined import ORDERS, refined_search
from catalogue.rendering import Rendering, Shown
from catalogue.search import search
from catalogue.sections import section_of
from catalogue.serializers import SearchQuerySerializer, SearchSerializer
from catalogue.text import normalised_query
from catalogue.views import limit_parameter
from config.pagination import whole_number

KEYS: Final = {"track": "tracks", "artist": "artists", "album": "albums", "playlist": "playlists"}
MUSIC: Final = ("track", "artist", "album")
LONGEST: Final = 86_400
"""Seconds."""


class SearchOptionsSerializer(SearchQuerySerializer):
    type = serializers.CharField(
        required=False, max_length=60, help_text=f"Any of {', '.join(KEYS)}, with commas. The first three if not given."
    )
    genre = serializers.CharField(required=False, max_length=120, help_text="Its id or its name.")
    artist = serializers.CharField(required=False, max_length=200, help_text="An id, or a part of the name.")
    year_from = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    year_to = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    duration_min = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST, help_text="Seconds.")
    duration_max = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST, help_text="Seconds.")
    explicit = serializers.ChoiceField(choices=("true", "false", "1", "0"), required=False)
    provider = serializers.ChoiceField(choices=PROVIDERS, required=False)
    order = serializers.ChoiceField(choices=ORDERS, required=False)

    def validate_type(self, text: str) -> list[str]:
        kinds = list(dict.fromkeys(each.strip() for each in text.split(",")))
        if unknown := [each for each in kinds if each not in KEYS]:
            raise serializers.ValidationError(f"There is no type {unknown[0]!r}: {', '.join(KEYS)}.")
        return kinds

    def validate_explicit(self, text: str) -> bool:
        return text in ("true", "1")


class SearchAnswerSerializer(SearchSerializer):
    """Only the lists of the asked types are there."""

    playlists = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="As in the list of playlists; with `type=playlist`."
    )


class SearchView(APIView):
    @extend_schema(
        operation_id="catalogue_search",
        summary="Search tracks, artists, albums and playlists",
        description=(
            "Over all providers of this installation, and the playlists that one may read. Exact matches come first; "
            "among what is stored here, accents do not matter and neither does a mistyped letter. A filter applies to "
            "the lists whose entries can have the property; what is not known of an entry fails it."
        ),
        tags=["Catalogue"],
        parameters=[SearchOptionsSerializer, limit_parameter(10, SEARCH_SIZE), *CACHE_HEADERS],
        responses=SearchAnswerSerializer,
        examples=[OpenApiExample("Hits", SEARCH_PAGE, response_only=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        form = SearchOptionsSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        asked: dict[str, Any] = dict(form.validated_data)
        q, kinds = asked.pop("q"), asked.pop("type", list(MUSIC))
        limit = whole_number(request, "limit", default=10, minimum=1, maximum=SEARCH_SIZE, clamp=True)
        section = section_of("playlist") if "playlist" in kinds else None
        music = tuple(kind for kind in MUSIC if kind in kinds)
        answer = _music(request, q, asked, music, limit) if music else None
        if section is None and answer is not None:
            return answer
        found = section.find(request, q, limit) if section else []
        headers = {name: answer[name] for name in ("X-Cache", "Age")} if answer is not None else None
        return Response({**_body(answer), "playlists": found}, headers=headers)


def _music(request: Request, q: str, asked: Mapping[str, Any], kinds: tuple[str, ...], limit: int) -> HttpResponse:
    def build(rendering: Rendering, provenance: Provenance) -> Shown:
        if asked:
            page = refined_search(query=q, asked=asked, limit=limit, provenance=provenance)
        else:
            page = search(query=q, limit=limit, provenance=provenance)
        shown = rendering.search_page(page)
        return {KEYS[kind]: shown[KEYS[kind]] for kind in kinds}

    key = ("search", normalised_query(q), limit, *kinds, *sorted(asked.items()))
    return page_answer(request, key, build)


def _body(answer: HttpResponse | None) -> dict[str, Any]:
    """The kept page is bytes already; only who asks for playlists too pays for reading it again."""
    body: dict[str, Any] = json.loads(answer.content) if answer is not None else {}
    return body
