"""Paths of what people do with each other, under `api/users/`."""

from django.urls import path

from social import feed_views, follow_views

urlpatterns = [
    path("<uuid:user_id>/social/", follow_views.StandingView.as_view()),
    path("<uuid:user_id>/follow/", follow_views.Following.as_view()),
    path("<uuid:user_id>/followers/", follow_views.Followers.as_view()),
    path("<uuid:user_id>/following/", follow_views.FollowedBy.as_view()),
    path("<uuid:user_id>/activity/", feed_views.Activity.as_view()),
]
