"""What a test that commits leaves behind is gone for the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_everything_goes_but_what_is_made_of_the_models(owner: Any, make_tracks: Callable[..., list[Any]]) -> None:
    names = ("accounts.User", "catalogue.Track", "analytics.Activity", "analytics.RollUpMark")
    models: list[Any] = [apps.get_model(name) for name in names]
    permissions = Permission.objects.count()
    models[2].objects.create(user=owner, track=make_tracks(1)[0], action="play")
    for _ in range(2):
        call_command("flush", verbosity=0, interactive=False)
        assert [model.objects.count() for model in models] == [0, 0, 0, 0]
        assert _written_by_triggers() == 0
    assert Permission.objects.count() == permissions > 0


def _written_by_triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_track_text")
        [(count,)] = cursor.fetchall()
    return int(count)
