"""Paths of linked accounts, under `api/integrations/`."""

from django.urls import path

from integrations.links.views import Integrations, OneIntegration

urlpatterns = [
    path("", Integrations.as_view(), name="integrations"),
    path("<str:service>/", OneIntegration.as_view(), name="integration"),
]
