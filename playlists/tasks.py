"""The work of playlists and favourites in the background."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task

from config.jobs.models import Job
from config.jobs.running import job_alive, job_task
from playlists.changing import TELL_FOLLOWERS
from playlists.releases import renew_liked_artists, tell_of_new_releases
from playlists.sharing.follows import tell_followers


@job_task(TELL_FOLLOWERS)
def tell_followers_job(job: Job) -> dict[str, Any]:
    """`arguments`: {"playlist": id, "by": id}; the result says how many followers were told."""
    said = job.arguments
    told = tell_followers(playlist_id=UUID(said["playlist"]), by=UUID(said["by"]), alive=partial(job_alive, job))
    return {"told": told}


@shared_task(name="playlists.tell_of_new_releases")
def tell_of_new_releases_task() -> None:
    renew_liked_artists()
    tell_of_new_releases()
