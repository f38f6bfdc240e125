"""Django settings. Every value an installation may change is an environment variable named here.

``FENGSUI_HOME``          folder of this installation's state (default ``./var``)
``FENGSUI_DATABASE_URL``  ``postgresql://user:password@host:port/name``; without it SQLite in the home.
                          What follows a ``?`` goes to the connection, such as ``sslmode=verify-full``
``FENGSUI_PLANS``         folder of plans (default: the ``plans`` folder of the checkout)
``FENGSUI_HOSTS``         host names that the pages answer to, comma separated
``FENGSUI_ORIGINS``       https origins trusted for forms, comma separated
``FENGSUI_EMAIL_URL``     where e-mail notices go, as an Apprise address; without it they are captured in the home
``FENGSUI_WEBHOOK_URLS``  where messages are pushed besides: ``name=https://host/path``, comma separated
``FENGSUI_WEBHOOK_HOSTS`` hosts that may be pushed to, comma separated; every other is refused
``FENGSUI_FONTS``         a folder with the official fonts, if the desk has them
``FENGSUI_SEAL_COMMAND``  the office's own program that seals a PDF (stdin → stdout), with its arguments
``FENGSUI_FEED_HOSTS``    hosts of the own network whose feeds may be fetched, comma separated
``FENGSUI_MAP``           a GeoJSON file of the provinces to draw instead of the built-in map
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fengsui.notify.webhook import read_addresses

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("FENGSUI_HOME", "./var")).resolve()
PLANS = Path(os.environ.get("FENGSUI_PLANS", str(PACKAGE.parent.parent / "plans")))
EMAIL_URL = os.environ.get("FENGSUI_EMAIL_URL", "")
MAP = os.environ.get("FENGSUI_MAP", "")
SEAL_COMMAND = os.environ.get("FENGSUI_SEAL_COMMAND", "")
WEBHOOK_URLS = read_addresses(os.environ.get("FENGSUI_WEBHOOK_URLS", ""))
WEBHOOK_HOSTS = frozenset(host for host in os.environ.get("FENGSUI_WEBHOOK_HOSTS", "").lower().split(",") if host)
FEED_HOSTS = frozenset(host for host in os.environ.get("FENGSUI_FEED_HOSTS", "").lower().split(",") if host)


def _secret_key() -> str:
    """The signing key of sessions: made once per home, kept apart from the data, never in the tree."""
    path = HOME / "keys" / "session.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the same start-up was first
        return path.read_text(encoding="ascii").strip() or key
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _database() -> dict[str, Any]:
    url = os.environ.get("FENGSUI_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "fengsui.sqlite3"),
            # A statute's clock must survive a power cut: FULL. IMMEDIATE: a writer waits, it never fails half-way.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
            "TEST": {"NAME": os.environ.get("FENGSUI_TEST_SQLITE") or None},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or 5432,
        # Never dropped: whoever asks for an encrypted connection (sslmode, sslrootcert) must get one, or none.
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


HOME.mkdir(parents=True, exist_ok=True)
(HOME / "static").mkdir(exist_ok=True)  # WhiteNoise warns at every start where it is missing
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FENGSUI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("FENGSUI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "fengsui.ledger",
    "fengsui.clock",
    "fengsui.notify",
    "fengsui.conduct",
    "fengsui.registry",
    "fengsui.documents",
    "fengsui.monitoring",
    "fengsui.warning",
    "fengsui.response",
    "fengsui.command",
    "fengsui.dispatch",
    "fengsui.tasking",
    "fengsui.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fengsui.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fengsui.web.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "fengsui.web.urls"
WSGI_APPLICATION = "fengsui.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fengsui.web.frame.page_frame",
            ],
            "builtins": [
                *("django.templatetags.i18n", "django.templatetags.static"),
                *("fengsui.web.templatetags.wording", "fengsui.web.templatetags.plan_words"),
            ],
        },
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one duty shift
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("FENGSUI_HTTPS", "") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # pages only; everything stored is UTC

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "fengsui.web.log_lines.WithoutTokens",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("FENGSUI_LOG_LEVEL", "WARNING")},
    "loggers": {"axes": {"level": "ERROR"}},
}
