"""`/api/auth/lastfm/`."""

from django.urls import path

from integrations.lastfm.views import Callback

urlpatterns = [path("callback/", Callback.as_view(), name="lastfm-callback")]
