"""Paths of recommendations, under `api/recommendations/`."""

from django.urls import path

from recommendations.views import feedback, lists, mixes

urlpatterns = [
    path("playlists/", mixes.Mixes.as_view()),
    path("playlists/<uuid:mix_id>/", mixes.OneMix.as_view()),
    path("playlists/<uuid:mix_id>/tracks/", mixes.MixTracks.as_view()),
    path("playlists/<uuid:mix_id>/save/", mixes.SaveMix.as_view()),
    path("similar/<str:track_id>/", lists.Similar.as_view()),
    path("feedback/", feedback.FeedbackList.as_view()),
    path("feedback/<uuid:feedback_id>/", feedback.OneFeedback.as_view()),
    path("tasks/<uuid:task_id>/", lists.RefreshTask.as_view()),
    path("<uuid:user_id>/", lists.RecommendationsOfUser.as_view()),
    path("<uuid:user_id>/refresh/", lists.Refresh.as_view()),
]
