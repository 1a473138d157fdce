"""Django's settings, all from the environment; without any, a local workspace for one person on SQLite.

LEITFRAGE_DATA           folder for database, key and logs (default: the user's data folder)
LEITFRAGE_DATABASE_URL   postgres://user:password@host/name for a team (default: SQLite in the data folder)
LEITFRAGE_MODE           local (one person, one-time link) or team (sign-in, invitations)
LEITFRAGE_HOSTS          host names that the server answers to, with commas (team)
LEITFRAGE_URL            the address that people see, for links in letters and invitations (team)
LEITFRAGE_SECRET_KEY     signing key (default: made once and kept in the data folder)
LEITFRAGE_OIDC_URL, LEITFRAGE_OIDC_ID, LEITFRAGE_OIDC_SECRET, LEITFRAGE_OIDC_NAME   sign-in by an OpenID provider
LEITFRAGE_EMAIL_URL      smtp://user:password@host:587 (STARTTLS), smtps://…:465 or smtp+plain://… for invitations
LEITFRAGE_EMAIL_FROM     the sender's address of invitations
LEITFRAGE_PROXIES        how many proxies stand before the server and tell whom they speak for (rate limits; default: 0)
LEITFRAGE_SPEECH_WEIGHTS folder with the weights that transcribe recordings (default: recordings are refused)
LEITFRAGE_WATCH          a folder whose new transcripts wait for consent in the workspace (local)
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from platformdirs import user_data_path

from leitfrage.workspace.keys import signing_key

MODE = os.environ.get("LEITFRAGE_MODE", "local")
LOCAL = MODE != "team"
DATA = Path(os.environ.get("LEITFRAGE_DATA") or user_data_path("leitfrage", appauthor=False)).expanduser()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
WATCH = os.environ.get("LEITFRAGE_WATCH", "")
SPEECH_WEIGHTS = os.environ.get("LEITFRAGE_SPEECH_WEIGHTS", "")
PUBLIC_URL = os.environ.get("LEITFRAGE_URL", "").rstrip("/")

SECRET_KEY = os.environ.get("LEITFRAGE_SECRET_KEY") or signing_key(DATA / "signing.key")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("LEITFRAGE_HOSTS", "").split(",") if host]
if LOCAL:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "leitfrage.workspace",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leitfrage.workspace.middleware.speak",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leitfrage.workspace.middleware.explain",
]
ROOT_URLCONF = "leitfrage.workspace.urls"
WSGI_APPLICATION = "leitfrage.workspace.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "environment": "leitfrage.workspace.templating.environment",
            "context_processors": [
                "leitfrage.workspace.templating.wording",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("LEITFRAGE_DATABASE_URL") or f"sqlite:///{DATA / 'leitfrage.sqlite3'}", conn_max_age=60
    )
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Several processes write (server and worker): wait for each other, and leave nothing of what was erased.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
    }
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "workspace_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of addresses must not push out the counters of wrong codes
    },
    # What is counted so often that a disk write each time would cost more than it saves; every process counts for itself.
    "here": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "workspace.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/welcome/" if LOCAL else "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "leitfrage.workspace.accounts.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "leitfrage.workspace.accounts.InvitedByProvider"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LEITFRAGE_PROXIES") or 0)
# The provider is the administrator's own choice: an address that it vouches for is that person's.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_URL = os.environ.get("LEITFRAGE_OIDC_URL", "")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "company",
                    "name": os.environ.get("LEITFRAGE_OIDC_NAME", "Company"),
                    "client_id": os.environ.get("LEITFRAGE_OIDC_ID", ""),
                    "secret": os.environ.get("LEITFRAGE_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_URL},
                }
            ],
        }
    }
    if OIDC_URL
    else {}
)

LANGUAGE_CODE = "en"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("LEITFRAGE_TIMEZONE", "Europe/Berlin")

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "leitfrage_csrf"
CSRF_FAILURE_VIEW = "leitfrage.workspace.pages.start.unchecked"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https://") else "http"
SESSION_COOKIE_NAME = "leitfrage"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_provider = urlsplit(OIDC_URL)  # the form that begins its sign-in is redirected there
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, *([f"{_provider.scheme}://{_provider.netloc}"] if _provider.netloc else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

_mail = urlsplit(os.environ.get("LEITFRAGE_EMAIL_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp", _mail.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("LEITFRAGE_EMAIL_FROM") or EMAIL_HOST_USER or "leitfrage@localhost"

LOGGING = {  # never a request's body or a talk's words
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING"},
        "leitfrage": {"handlers": ["console"], "level": "INFO"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
