"""The admin app with our own site: signing in to it is guarded."""

from django.contrib.admin.apps import AdminConfig


class GuardedAdminConfig(AdminConfig):
    default_site = "accounts.admin_sign_in.GuardedAdminSite"
