"""The queue's work in the background."""

from __future__ import annotations

from celery import shared_task

from playqueue.devices import prune_devices


@shared_task(name="playqueue.prune_devices")
def prune_devices_task() -> None:
    prune_devices()
