from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import User
from notifications.imports import counted, tell_import_finished
from notifications.models import Notification


@pytest.mark.django_db
def test_an_import_is_told_of_once(owner: User) -> None:
    first, other = uuid4(), uuid4()
    for import_id in (first, first, other):
        tell_import_finished(
            user=owner, subject="playlist_file", import_id=import_id, name="Rain", summary=counted(9, 10)
        )
    told = list(Notification.objects.filter(user=owner).order_by("pk"))
    assert [row.data for row in told] == [{"name": "Rain", "summary": "9 of 10 tracks were found."}] * 2
