"""Paths of notifications, below `/api/notifications/`."""

from django.urls import path

from notifications import push_views, views

urlpatterns = [
    path("", views.Notifications.as_view()),
    path("unread-count/", views.UnreadCount.as_view()),
    path("read/", views.MarkRead.as_view()),
    path("preferences/", views.PreferencesView.as_view()),
    path("push/key/", push_views.PushKey.as_view()),
    path("push/subscriptions/", push_views.Subscriptions.as_view()),
    path("push/subscriptions/<uuid:subscription_id>/", push_views.OneSubscription.as_view()),
    path("<uuid:notification_id>/", views.OneNotification.as_view()),
]
