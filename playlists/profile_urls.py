"""The path of public profiles, under `api/users/`: they show playlists."""

from django.urls import path

from playlists.views.public_profile import PublicProfile

urlpatterns = [path("<uuid:user_id>/public/", PublicProfile.as_view(), name="public-profile")]
