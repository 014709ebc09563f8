"""Where players scrobble to: ListenBrainz' paths and Last.fm's, at the root, as their clients expect them."""

from django.urls import path

from analytics.scrobbling.inbound.brainz_views import SubmitListens, ValidateToken
from analytics.scrobbling.inbound.lastfm_views import Scrobbler

urlpatterns = [
    path("1/submit-listens", SubmitListens.as_view(), name="submit-listens"),
    path("1/validate-token", ValidateToken.as_view(), name="validate-token"),
    path("2.0/", Scrobbler.as_view(), name="lastfm"),
]
