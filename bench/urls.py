"""The API, and beside it the barest views that do the same number of queries: what a benchmark measures against."""

from django.urls import include, path

from bench.ceiling import BareInsert, BareView

urlpatterns = [
    path("bench/bare/", BareView.as_view()),
    path("bench/insert/", BareInsert.as_view()),
    path("", include("config.urls")),
]
