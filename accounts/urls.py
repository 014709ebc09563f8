"""Paths of accounts."""

from django.urls import path

from accounts.views import AvatarView, ProfileView, RegisterView, TokenRefreshView, TokenView

urlpatterns = [
    path("register/", RegisterView.as_view(), name="register"),
    path("token/", TokenView.as_view(), name="token"),
    path("token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("profile/", ProfileView.as_view(), name="profile"),
    path("upload-avatar/", AvatarView.as_view(), name="upload-avatar"),
]
