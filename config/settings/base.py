"""What Django itself needs to know."""

from config.settings.environment import BASE_DIR, DATA_DIR, EMBEDDED, env

__all__ = [
    "ASGI_APPLICATION",
    "AUTH_USER_MODEL",
    "BASE_DIR",
    "DATA_DIR",
    "DEBUG",
    "DEFAULT_AUTO_FIELD",
    "EMBEDDED",
    "INSTALLED_APPS",
    "LANGUAGE_CODE",
    "MIDDLEWARE",
    "ROOT_URLCONF",
    "STATIC_ROOT",
    "STATIC_URL",
    "TEMPLATES",
    "TIME_ZONE",
    "USE_I18N",
    "USE_TZ",
    "WHITENOISE_USE_FINDERS",
    "WSGI_APPLICATION",
]

DEBUG = env.bool("DEBUG", default=False)

INSTALLED_APPS = [
    "accounts.admin_config.GuardedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.backups",
    "config.jobs",
    "config.observing",
    "accounts",
    "accounts.moderation",
    "integrations",
    "integrations.links",
    "notifications",
    "catalogue",
    "analytics",
    "analytics.scrobbling",
    "analytics.archives",
    "playlists",
    "playlists.files",
    "playlists.importing",
    "social",
    "recommendations",
    "playqueue",
    "parties",
]

MIDDLEWARE = [
    "config.observing.trace.RequestIdMiddleware",
    "config.observing.requests.RequestMetricsMiddleware",
    "config.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.inner_paths.InnerPathsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.ratelimits.RateLimitMiddleware",
    "config.request_size.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
"""Where `collectstatic` puts what Nginx or WhiteNoise serve."""

WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_PACKAGES", default=False)
"""Static files straight out of the installed packages, without `collectstatic`; the embedded server switches it on."""
