"""Paths of the play queue, below `/api/playlists/`."""

from django.urls import path

from playqueue.views import contents, devices, history, playing

urlpatterns = [
    path("queue/", contents.Queue.as_view()),
    path("queue/tracks/", contents.Entries.as_view()),
    path("queue/tracks/<uuid:item_id>/", contents.Entry.as_view()),
    path("queue/tracks/<uuid:item_id>/move/", contents.MoveEntry.as_view()),
    path("queue/enqueue/", contents.Enqueue.as_view()),
    path("queue/clear/", contents.Clear.as_view()),
    path("queue/shuffle/", contents.Shuffle.as_view()),
    path("queue/current/", playing.Current.as_view()),
    path("queue/next/", playing.Next.as_view()),
    path("queue/previous/", playing.Previous.as_view()),
    path("queue/position/", playing.Position.as_view()),
    path("queue/stream/", playing.Stream.as_view()),
    path("queue/state/", devices.State.as_view()),
    path("queue/devices/", devices.Devices.as_view()),
    path("queue/devices/<uuid:device_id>/", devices.OneDevice.as_view()),
    path("queue/devices/<uuid:device_id>/report/", devices.Report.as_view()),
    path("queue/devices/<uuid:device_id>/play/", devices.PlayHere.as_view()),
    path("queue/history/", history.History.as_view()),
    path("playlists/<uuid:playlist_id>/play/", playing.PlayPlaylist.as_view()),
    path("play-recommendation/", playing.PlayRecommendation.as_view()),
]
