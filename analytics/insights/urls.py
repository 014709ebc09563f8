from django.urls import path

from analytics.insights.file_views import ListensFileView
from analytics.insights.views import OwnInsightsView, SummaryView, UserView, YearView
from analytics.trends.views import TrendsView

urlpatterns = [
    path("summary/", SummaryView.as_view(), name="analytics-summary"),
    path("trends/", TrendsView.as_view(), name="analytics-trends"),
    path("user/<uuid:user_id>/", UserView.as_view(), name="analytics-user"),
    path("me/", OwnInsightsView.as_view(), name="analytics-me"),
    path("me/listens.csv", ListensFileView.as_view(), name="analytics-me-listens"),
    path("me/year/<int:year>/", YearView.as_view(), name="analytics-me-year"),
]
