"""`/api/scrobbling/`."""

from django.urls import path

from analytics.scrobbling.views import OneReceived, OneService, Playing, ReceivedScrobbles, Scrobbles, Scrobbling

urlpatterns = [
    path("", Scrobbling.as_view(), name="scrobbling"),
    path("received/", ReceivedScrobbles.as_view(), name="scrobbling-received"),
    path("received/<uuid:received_id>/", OneReceived.as_view(), name="scrobbling-received-one"),
    path("playing/", Playing.as_view(), name="scrobbling-playing"),
    path("<str:service>/", OneService.as_view(), name="scrobbling-service"),
    path("<str:service>/scrobbles/", Scrobbles.as_view(), name="scrobbling-scrobbles"),
]
