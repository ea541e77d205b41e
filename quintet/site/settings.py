"""Settings: everything that differs between two installations is an environment variable.

QUINTET_DATA            folder of the database, files, keys (default: var/ in the checkout)
QUINTET_POSTGRES        a libpq connection string; without it, SQLite
QUINTET_SECRET_KEY      default: made once and kept in the data folder
QUINTET_HOSTS           names the site answers to, separated by commas
QUINTET_URL             address of the site, for links in e-mail
QUINTET_EMAIL           smtp://user:password@host:port; without it, mail is kept in the mailbox page
QUINTET_DEMO            1: one-click accounts and the mailbox page
QUINTET_CUBE_BOUND      megabytes that a file of figures may have on the page and in the API (default: 500)
QUINTET_INSECURE        1: cookies also over plain http (the demonstration on a laptop)
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

BASE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("QUINTET_DATA", BASE / "var"))
DATA.mkdir(parents=True, exist_ok=True)
DEMO = os.environ.get("QUINTET_DEMO") == "1"
INSECURE = os.environ.get("QUINTET_INSECURE") == "1"


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made once; readable by the owner only."""
    if not path.exists():
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process made it first
    return path.read_text()


SECRET_KEY = os.environ.get("QUINTET_SECRET_KEY") or _kept_secret(DATA / "secret-key")
DEBUG = False
SITE_URL = os.environ.get("QUINTET_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("QUINTET_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "quintet.core.apps.Core",
    "quintet.followup.apps.Followup",
    "quintet.cube.apps.Cube",
    "quintet.site.apps.Site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # lengths are masked against BREACH
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quintet.site.middleware.storage_failures",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "quintet.site.middleware.bounded",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quintet.site.middleware.refusals",
]

ROOT_URLCONF = "quintet.site.urls"
WSGI_APPLICATION = "quintet.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "quintet/site/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "quintet.site.context.page",
            ],
            "builtins": ["quintet.core.templatetags.words"],
        },
    }
]
POSTGRES = os.environ.get("QUINTET_POSTGRES")
if POSTGRES:
    from psycopg.conninfo import conninfo_to_dict

    _told = conninfo_to_dict(POSTGRES)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _told.pop("dbname", "quintet"),
            "USER": _told.pop("user", ""),
            "PASSWORD": _told.pop("password", ""),
            "HOST": _told.pop("host", ""),
            "PORT": str(_told.pop("port", "")),
            "OPTIONS": _told,
            "CONN_MAX_AGE": 60,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "quintet.sqlite3"),
            "OPTIONS": {
                # FULL: with NORMAL a power cut may lose writes that were acknowledged.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA busy_timeout=20000; PRAGMA cache_size=-32000;",
                "transaction_mode": "IMMEDIATE",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "quintet.site.accounts.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

CACHES = {
    "default": {  # shared by all processes, as the limits on sign-in need
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if INSECURE else 60 * 60 * 24 * 365
SECURE_SSL_REDIRECT = not INSECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # subdomains are their owners' business
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/api/v1/docs"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
UPLOAD_BOUND = 25 * 1024 * 1024  # bytes of one document or piece of evidence
REQUEST_BOUND = 4 * UPLOAD_BOUND  # bytes of a form with all its files
CUBE_BOUND: int = int(os.environ.get("QUINTET_CUBE_BOUND", "500")) * 1024 * 1024  # bytes of figures
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# In the order of the United Nations' own sites.
LANGUAGES = [
    ("ar", "عربي"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE / "quintet/site/static"]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "quintet.site.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "woff2", "gz", "br")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

if _mail := os.environ.get("QUINTET_EMAIL"):
    _address = urlsplit(_mail)
    EMAIL_HOST, EMAIL_PORT = _address.hostname, _address.port or 587
    EMAIL_HOST_USER = unquote(_address.username or "")
    EMAIL_HOST_PASSWORD = unquote(_address.password or "")
    EMAIL_USE_TLS = _address.scheme == "smtp"
    EMAIL_USE_SSL = _address.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("QUINTET_SENDER", "quintet@localhost")

JOURNAL_KEY = DATA / "journal-key"  # Ed25519, made once; see docs/modules/core.md
OPERATOR = os.environ.get("QUINTET_OPERATOR", "CEB")  # who runs this installation
JOURNAL_ORIGIN = os.environ.get("QUINTET_ORIGIN", "quintet.localhost")

NINJA_PAGINATION_MAX_LIMIT = 200

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
