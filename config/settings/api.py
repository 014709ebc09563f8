"""REST framework, tokens and the OpenAPI document."""

from datetime import timedelta
from typing import Any

from config.settings.environment import env

__all__ = [
    "REFRESH_GRACE",
    "REFRESH_ROTATION",
    "REST_FRAMEWORK",
    "SIMPLE_JWT",
    "SPECTACULAR_SETTINGS",
]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "accounts.key_authentication.ApiKeyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["config.ratelimits.RateLimit"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.LinkedPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

REFRESH_ROTATION = env.bool("REFRESH_ROTATION", default=True)
REFRESH_GRACE = timedelta(seconds=60)
"""How long a refresh token stays good after its rotation, for parallel tabs and lost answers."""

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ALGORITHM": "HS256",
    "USER_ID_FIELD": "id",
    "USER_ID_CLAIM": "user_id",
    "AUTH_HEADER_TYPES": ("Bearer",),
    "UPDATE_LAST_LOGIN": False,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "PlayPod",
    "DESCRIPTION": (
        "A self-hosted music streaming backend: accounts, a catalogue over several providers, playlists, a play queue "
        "with radio, and recommendations. Errors are RFC 9457 problem documents."
    ),
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # The badge of an outside validator would be told where this server is.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobStateEnum": "config.jobs.models.Job.State",
        "LinkStateEnum": "integrations.links.serializers.STATES",
        "ImportKindEnum": "playlists.importing.models.Source.Kind",
        "ImportStageEnum": "playlists.importing.models.Source.Stage",
        "ActivityActionEnum": "analytics.models.Activity.Action",
        "ActivitySourceEnum": "analytics.models.Activity.Source",
        "PartyRoleEnum": "parties.member_models.PartyMember.Role",
        "DeviceKindEnum": "playqueue.device_models.Device.Kind",
        "ModerationActionEnum": "accounts.moderation.models.Action",
        "ModerationEventKindEnum": "accounts.moderation.models.Event.Kind",
        "CaseStateEnum": "accounts.moderation.models.Case.State",
        "ReportReasonEnum": "accounts.moderation.models.Report.Reason",
        "ReportStateEnum": "accounts.moderation.serializers.REPORT_STATES",
        "PlaylistRoleEnum": "playlists.serializers.ROLES",
        "PlaylistMemberRoleEnum": "playlists.sharing_models.Role",
        "PlaylistFormatEnum": "playlists.files.formats.table.CHOICES",
    },
    "SCHEMA_PATH_PREFIX": "/api",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.add_problem_answers",
        "config.openapi_examples.add_examples",
    ],
}
