"""The work of playlists and favourites in the background."""

from __future__ import annotations

from celery import shared_task

from playlists.releases import renew_liked_artists, tell_of_new_releases


@shared_task(name="playlists.tell_of_new_releases")
def tell_of_new_releases_task() -> None:
    renew_liked_artists()
    tell_of_new_releases()
