"""The OpenAPI document and the pages that show it."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from config.headers import REDOC_POLICY, SWAGGER_POLICY, content_policy

swagger = content_policy(SWAGGER_POLICY)(SpectacularSwaggerSplitView.as_view(url_name="schema"))
redoc = content_policy(REDOC_POLICY)(SpectacularRedocView.as_view(url_name="schema", template_name="redoc.html"))

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", swagger, name="docs"),
    path("redoc/", redoc, name="redoc"),
]
