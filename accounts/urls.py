"""Paths of accounts."""

from django.urls import path

from accounts import block_views, export_views, key_views, password_views, session_views
from accounts.user_views import Preferences
from accounts.views import AvatarView, ProfileView, RegisterView, TokenRefreshView, TokenView

urlpatterns = [
    path("register/", RegisterView.as_view(), name="register"),
    path("token/", TokenView.as_view(), name="token"),
    path("token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("logout/", session_views.LogoutView.as_view(), name="logout"),
    path("logout-all/", session_views.LogoutAllView.as_view(), name="logout-all"),
    path("sessions/", session_views.SessionsView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", session_views.SessionView.as_view(), name="session"),
    path("password/change/", password_views.PasswordChangeView.as_view(), name="password-change"),
    path("password/reset/", password_views.PasswordResetView.as_view(), name="password-reset"),
    path("password/reset/confirm/", password_views.PasswordResetConfirmView.as_view(), name="password-reset-confirm"),
    path("email/verify/", password_views.EmailVerifyView.as_view(), name="email-verify"),
    path("email/verify/resend/", password_views.EmailVerifyResendView.as_view(), name="email-verify-resend"),
    path("api-keys/", key_views.ApiKeysView.as_view(), name="api-keys"),
    path("api-keys/<uuid:key_id>/", key_views.ApiKeyView.as_view(), name="api-key"),
    path("profile/", ProfileView.as_view(), name="profile"),
    path("preferences/", Preferences.as_view(), name="preferences"),
    path("blocks/", block_views.BlocksView.as_view(), name="blocks"),
    path("export/", export_views.Exports.as_view(), name="exports"),
    path("export/<uuid:job_id>/", export_views.OneExport.as_view(), name="export"),
    path("export/<uuid:job_id>/download/", export_views.ExportDownload.as_view(), name="export-download"),
    path("upload-avatar/", AvatarView.as_view(), name="upload-avatar"),
]
