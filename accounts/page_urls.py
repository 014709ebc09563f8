"""Paths of the pages that mailed links open; their names are those of `accounts.links`."""

from django.urls import path

from accounts.link_pages import PasswordResetPage, VerifyEmailPage

urlpatterns = [
    path("password-reset", PasswordResetPage.as_view(), name="password-reset-page"),
    path("verify-email", VerifyEmailPage.as_view(), name="verify-email-page"),
]
