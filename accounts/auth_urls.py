"""The short paths to sign up and in."""

from django.urls import path

from accounts.views import RegisterView, TokenView

urlpatterns = [
    path("register/", RegisterView.as_view(), name="auth-register"),
    path("login/", TokenView.as_view(), name="auth-login"),
]
