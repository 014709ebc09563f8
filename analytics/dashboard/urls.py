from django.contrib import admin
from django.urls import path

from analytics.dashboard.page import dashboard

urlpatterns = [path("", admin.site.admin_view(dashboard), name="dashboard")]
