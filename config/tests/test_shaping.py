"""Serializers that are built once for a thread say what REST framework's own do."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from config.addresses import AddressField, absolute_url, absolute_urls
from config.shaping import checked, shown, shown_all


class Form(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=5)
    times = serializers.IntegerField(default=1, min_value=1)


class Card(serializers.Serializer[Any]):
    name = serializers.CharField()
    cover = AddressField()


def request_to(host: str) -> Request:
    return Request(APIRequestFactory().get("/api/", headers={"host": host}))


@pytest.mark.parametrize("body", [{"name": "Ada"}, {"name": " Ada ", "times": "3", "other": 1}])
def test_a_good_body_is_the_same(body: dict[str, Any]) -> None:
    form = Form(data=body)
    form.is_valid(raise_exception=True)

    assert checked(Form, body) == form.validated_data


@pytest.mark.parametrize("body", [None, [], "text", {}, {"name": "too long"}, {"name": "Ada", "times": 0}])
def test_a_bad_body_is_refused_in_the_same_words(body: Any) -> None:
    with pytest.raises(serializers.ValidationError) as expected:
        Form(data=body).is_valid(raise_exception=True)
    with pytest.raises(serializers.ValidationError) as refused:
        checked(Form, body)

    assert refused.value.get_codes() == expected.value.get_codes()
    assert refused.value.detail == expected.value.detail


def test_what_is_shown_is_the_same_and_of_its_own_request() -> None:
    row = {"name": "Ada", "cover": "/media/a.webp"}

    assert shown(Card, row, request_to("localhost")) == {"name": "Ada", "cover": "http://localhost/media/a.webp"}
    assert shown_all(Card, [row], request_to("127.0.0.1")) == [
        {"name": "Ada", "cover": "http://127.0.0.1/media/a.webp"}
    ]
    assert shown(Card, row) == {"name": "Ada", "cover": "/media/a.webp"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/media/covers/1.webp",
        "/a b",
        "/a/../b",
        "/.hidden",
        "//elsewhere/x",
        "/é.webp",
        "https://cdn.example/x.jpg",
    ],
)
def test_addresses_of_many_are_those_of_one(url: str) -> None:
    request = request_to("localhost")

    assert absolute_urls(request)(url) == absolute_url(url, request)
