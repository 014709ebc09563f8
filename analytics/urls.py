"""Paths of analytics."""

from django.urls import include, path

from analytics.activities import views
from analytics.activities.settings_views import ListeningSettingsView

urlpatterns = [
    path("activity/", views.ActivitiesView.as_view(), name="activities"),
    path("activity/batch/", views.BatchView.as_view(), name="activity-batch"),
    path("activity/<uuid:activity_id>/", views.ActivityView.as_view(), name="activity"),
    path("settings/", ListeningSettingsView.as_view(), name="listening-settings"),
    path("", include("analytics.insights.urls")),
]
