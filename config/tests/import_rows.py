"""A linked account and an import of a listener's, for the tests that walk every route."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.apps import apps


def import_rows(user: Any) -> dict[str, str]:
    """What stands in paths for the import, and for a track that it did not match."""

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model(model).objects.create(**fields)

    make("links.LinkedAccount", user=user, service="spotify", account_id=str(uuid4()), account_name="Ada")
    run = make("importing.ImportRun", user=user, wanted={"playlists": True}, state="running")
    source = make("importing.Source", user=user, run=run, kind="playlist", name="Mixed", read_by=run.pk)
    item = make("importing.Item", source=source, key="x", seen_by=run.pk, how="not_found", title="Lost")
    return {"job_id": str(run.pk), "item_id": str(item.pk)}
