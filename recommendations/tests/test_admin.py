"""What administrators see and do: versions, rolling back, and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.jobs.models import Job
from recommendations import serving
from recommendations.engine import versions
from recommendations.models import ModelVersion
from recommendations.tests.world import World, make_world, play, train
from recommendations.training.jobs import TRAIN

LIST = "admin:recommendations_modelversion_changelist"


@pytest.fixture
def browser(db: None) -> Client:
    root = User.objects.create_superuser("root", "root@example.com", "correct horse battery", is_staff=True)
    client = Client()
    client.force_login(root)
    return client


@pytest.fixture
def world(owner: User) -> World:
    made = make_world()
    train()
    play(owner, made.rock[:4])
    return made


def page(browser: Client, name: str, *args: Any, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_earlier_version_serves_again_after_one_click_and_a_question(browser: Client, world: World) -> None:
    train()
    first = ModelVersion.objects.get(name="model-000001")
    listed = page(browser, LIST)
    url = reverse("admin:recommendations_serve", args=[first.pk])
    assert listed.count("Let it serve") == 1
    assert first.decision in listed

    assert "From now on all recommendations come from it" in page(browser, "admin:recommendations_serve", first.pk)
    assert serving.version_name() == "model-000002"
    assert browser.post(url).status_code == 302

    assert serving.version_name() == "model-000001"
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == ("model-000001", "Serves now, instead of model-000002.")


def test_what_is_gone_cannot_serve(browser: Client, world: World) -> None:
    train()
    first = ModelVersion.objects.get(name="model-000001")
    (serving.folder() / "model-000001" / "header.json").unlink()

    answer = browser.post(reverse("admin:recommendations_serve", args=[first.pk]), follow=True)

    assert "This version cannot be read any more" in answer.content.decode()
    assert versions.current(serving.folder()).name == "model-000002"
    ModelVersion.objects.update(state="deleted")
    assert browser.post(reverse("admin:recommendations_serve", args=[first.pk])).status_code == 404


def test_a_training_can_be_begun(browser: Client, db: None) -> None:
    assert browser.post(reverse("admin:recommendations_train")).status_code == 302
    assert browser.get(reverse("admin:recommendations_train")).status_code == 302
    assert Job.objects.filter(kind=TRAIN).count() == 1


def test_why_this_says_what_speaks_for_a_track(browser: Client, owner: User, world: World) -> None:
    asked = {"user": "owner", "track": str(world.rock[4].catalogue_id)}
    shown = page(browser, "admin:recommendations_why", **asked)

    assert "Rock 0.4 by Rock 0, for owner" in shown
    assert "Because you played Rock 0." in shown
    assert "model-000001" in shown
    assert LogEntry.objects.get().object_repr == "owner@example.com"
    assert page(browser, "admin:recommendations_why", user="OWNER@example.com", track=asked["track"])
    assert "There is no such user" in page(browser, "admin:recommendations_why", user="nobody", track="no id")


def test_why_this_without_a_model(browser: Client, owner: User, world: World, settings: Any, tmp_path: Any) -> None:
    settings.RECOMMENDER_DIR = tmp_path / "none"

    shown = page(browser, "admin:recommendations_why", user="owner", track=str(world.rock[4].catalogue_id))

    assert "No model serves at the moment" in shown


def test_staff_without_the_permission_change_nothing(world: World, moderator: User) -> None:
    client = Client()
    client.force_login(moderator)
    version = ModelVersion.objects.get()

    for name, args in (("serve", [version.pk]), ("train", []), ("why", [])):
        url = reverse(f"admin:recommendations_{name}", args=args)
        assert [client.get(url).status_code, client.post(url).status_code] == [403, 403]
    assert not Job.objects.exists()


def test_logs_can_only_be_read(browser: Client, owner: User, world: World) -> None:
    for model in ("recommendationlog", "recommendation", "feedback", "mix", "modelversion"):
        assert page(browser, f"admin:recommendations_{model}_changelist")
        assert browser.get(reverse(f"admin:recommendations_{model}_add")).status_code == 403
