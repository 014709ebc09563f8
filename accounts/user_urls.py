"""Paths of users, under `api/users/`."""

from django.urls import path

from accounts.block_views import BlockView
from accounts.user_views import OneUser, Users

urlpatterns = [
    path("", Users.as_view(), name="users"),
    path("<uuid:user_id>/", OneUser.as_view(), name="user"),
    path("<uuid:user_id>/block/", BlockView.as_view(), name="block"),
]
