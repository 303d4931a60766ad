"""Settings: one file, read from the environment only.

``SECO_MODE`` is ``production`` (the default), ``demonstration`` or ``test``. In production the portal
refuses to start while something it cannot do without is missing, and says which variable to set.
``docs/operations.md`` lists every variable.
"""

import logging
import sys
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ

from accounts.form_names import ACCOUNT_FORMS, MFA_FORMS  # noqa: F401  read by the sign-in library
from seco_portal import moved_clock

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _is_file(path: str) -> bool:
    try:
        with Path(path).open("rb"):
            return True
    except OSError:
        return False


def _reachable(parts: SplitResult) -> bool:
    """Whether a service can be there: a socket of this machine, or a port of some machine."""
    try:
        return bool(parts.path if parts.scheme == "unix" else parts.scheme == "tcp" and parts.hostname and parts.port)
    except ValueError:
        return False


# Mode, and what production cannot do without ----------------------------------------------------------

MODES = ("production", "demonstration", "test")
MODE = env.str("SECO_MODE", "production")
PRODUCTION, DEMONSTRATION, TESTING = (mode == MODE for mode in MODES)

DEBUG = env.bool("SECO_DEBUG", False)
SECRET_KEY = env.str("SECO_SECRET_KEY", "")
SECRET_KEY_FALLBACKS = env.list("SECO_OLD_SECRET_KEYS", default=[])
BASE_URL = env.str("SECO_BASE_URL", "").rstrip("/")
REDIS_URL = env.str("SECO_REDIS_URL", "")
MAIL_URL = env.str("SECO_MAIL_URL", "")
LOG_LEVEL = env.str("SECO_LOG_LEVEL", "INFO")
PROXIES = env.str("SECO_PROXIES", "0")
CLAMD = env.str("SECO_CLAMD", "")
DAYS_AHEAD = env.str("SECO_DAYS_AHEAD", "0")
PER_DOMAIN = env.str("SECO_MAIL_PER_DOMAIN", "100")
_seal = "" if PRODUCTION else str(VAR_DIR / "seal")
SEAL_KEY = env.str("SECO_SEAL_KEY", _seal and f"{_seal}/key.pem")
SEAL_CERTIFICATE = env.str("SECO_SEAL_CERTIFICATE", _seal and f"{_seal}/certificate.pem")
SEAL_PASSWORD = env.str("SECO_SEAL_PASSWORD", "")
SEAL_EARLIER_CERTIFICATES = env.list("SECO_SEAL_EARLIER_CERTIFICATES", default=[])
BADGE_KEYS = env.list("SECO_BADGE_KEYS", default=[] if PRODUCTION else [str(VAR_DIR / "badges" / "key.pem")])
BADGE_RETIRED_KEYS = env.list("SECO_BADGE_RETIRED_KEYS", default=[])
IDENTITY_KEYS = env.list("SECO_IDENTITY_KEYS", default=[] if PRODUCTION else [SECRET_KEY])
_sqlite = f"sqlite:///{VAR_DIR}/portal.sqlite3"
DATABASE = env.db_url("SECO_DATABASE_URL", _sqlite)
_base, _mail = _split(BASE_URL), _split(MAIL_URL)
_relay = _mail.scheme in {"smtp", "smtps", "smtp+tls", "smtp+ssl"} and _mail.hostname
_asked = {
    f"SECO_MODE is {MODE!r}; it must be production, demonstration or test.": MODE in MODES,
    "SECO_SECRET_KEY must hold a secret of at least 50 random characters.": len(SECRET_KEY) >= 50,
    "SECO_BASE_URL must be the portal's public address, such as https://portal.example.org.": _base.hostname,
    "SECO_BASE_URL must begin with https://.": not PRODUCTION or _base.scheme in {"https", ""},
    "SECO_DEBUG must not be on: its error pages show data and keys to anyone.": not (PRODUCTION and DEBUG),
    "SECO_REDIS_URL must name the Redis that web and worker share (cache, limits, queue).": (
        _split(REDIS_URL).scheme in {"redis", "rediss", "unix"} or not (PRODUCTION or REDIS_URL)
    ),
    "SECO_MAIL_URL must name the mail relay, such as smtp+tls://user:word@mail.example.org:587.": _relay
    or not PRODUCTION,
    "SECO_PROXIES must be the number of proxies in front of the portal.": PROXIES.isdecimal(),
    "SECO_MAIL_PER_DOMAIN must be how many mails a minute one mail domain gets, 1 or more.": (
        PER_DOMAIN.isdecimal() and int(PER_DOMAIN) > 0
    ),
    "SECO_DAYS_AHEAD moves the clock of a demonstration, by 0 to 3650 days; leave it out elsewhere.": (
        DAYS_AHEAD == "0" or (DEMONSTRATION and DAYS_AHEAD.isdecimal() and int(DAYS_AHEAD) <= 3650)
    ),
    "SECO_DATABASE_URL must name a database, such as postgres://user:word@db.example.org/portal.": (
        DATABASE.get("ENGINE") in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}
    ),
    "SECO_MAIL_FROM must name the sender of our mails, such as Institute <portal@mail.example.org>.": (
        not PRODUCTION or "@" in env.str("SECO_MAIL_FROM", "")
    ),
    "SECO_SEAL_KEY must name the file with the key that documents are sealed with.": _is_file(SEAL_KEY)
    or not PRODUCTION,
    "SECO_SEAL_CERTIFICATE must name the file with the certificate of that key.": _is_file(SEAL_CERTIFICATE)
    or not PRODUCTION,
    "SECO_BADGE_KEYS must name the files with the keys of badges; the first one signs.": (
        (BADGE_KEYS and all(map(_is_file, [*BADGE_KEYS, *BADGE_RETIRED_KEYS]))) or not PRODUCTION
    ),
    "SECO_IDENTITY_KEYS must hold keys for copies of identity documents, each of 50 random characters or more.": (
        (IDENTITY_KEYS and all(len(secret) >= 50 for secret in IDENTITY_KEYS)) or not PRODUCTION
    ),
    "SECO_IDENTITY_KEYS must be other secrets than SECO_SECRET_KEY.": not PRODUCTION or SECRET_KEY not in IDENTITY_KEYS,
    "SECO_CLAMD must say where the virus scanner is: unix:/run/clamav/clamd.ctl or tcp://scanner.example.org:3310.": (
        not CLAMD or _reachable(_split(CLAMD))
    ),
    "SECO_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.": LOG_LEVEL in logging.getLevelNamesMapping(),
}
if _refused := [sentence for sentence, fulfilled in _asked.items() if not fulfilled]:
    sys.exit("The portal does not start.\n" + "\n".join(f"  - {sentence}" for sentence in _refused))

moved_clock.move(int(DAYS_AHEAD))
SECURE = _base.scheme == "https"
ALLOWED_HOSTS = [_base.hostname or "", *env.list("SECO_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# The institute ----------------------------------------------------------------------------------------

INSTITUTE = {
    "name": "SECO-Institute",
    "help_phone": env.str("SECO_HELP_PHONE", "+31 00 000 0000"),
    "help_email": env.str("SECO_HELP_EMAIL", "help@seco-institute.example"),
    "security_email": env.str("SECO_SECURITY_EMAIL", "security@seco-institute.example"),
    "privacy_email": env.str("SECO_PRIVACY_EMAIL", "privacy@seco-institute.example"),
}
MAIL_ANSWERS = {
    "conduct.": env.str("SECO_CONDUCT_EMAIL", ""),
    **dict.fromkeys(
        ("members.invoice", "members.credit_note", "members.reminder", "members.payment_taken_back"),
        env.str("SECO_FINANCE_EMAIL", ""),
    ),
}
"""Where answers to mails go, by how the key of their kind begins; where nothing is said, to the help line."""

# Parts ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "seco_portal.apps.PortalConfig",
    "applications",
    "cpe",
    "conduct",
    "members",
    "comms",
    "accounts",
    "common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "simple_history",
    "django_htmx",
    "seco_portal.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "common.middleware.request_context",
    "common.middleware.cookies_left_alone",
    "common.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.error_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.nobody",
    "accounts.middleware.typed_lasts_an_hour",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.language",
    "seco_portal.middleware.reading_ends",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "seco_portal.urls"
WSGI_APPLICATION = "seco_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_EVERY_PAGE = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "seco_portal.context.portal",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _EVERY_PAGE, "builtins": ["seco_portal.templatetags.clock"]},
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database, cache, queue -------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {"default": DATABASE}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASE |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    DATABASE.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

_shared = {"socket_connect_timeout": 2, "socket_timeout": 2}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "OPTIONS": _shared}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
}

# Files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
MEDIA_ROOT = Path(env.str("SECO_FILES_DIR", str(VAR_DIR / "files")))

_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}}
_s3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env.str("SECO_S3_BUCKET", ""),
        "endpoint_url": env.str("SECO_S3_ENDPOINT", "") or None,
        "access_key": env.str("SECO_S3_ACCESS_KEY", "") or None,
        "secret_key": env.str("SECO_S3_SECRET_KEY", "") or None,
        "region_name": env.str("SECO_S3_REGION", "") or None,
        "default_acl": "private",
        "querystring_auth": True,
        "querystring_expire": 60,
        "file_overwrite": False,
        "signature_version": "s3v4",
    },
}
STORAGES = {
    "default": _s3 if env.str("SECO_S3_BUCKET", "") else _disk,
    "staticfiles": {
        "BACKEND": {
            "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "demonstration": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",  # nothing travels far
        }.get(MODE, "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["common.files.arriving.Arriving"]
MAX_REQUEST_BYTES = 256 * 1024 * 1024  # a file that is too large is read to its end: its form tells so, and is not lost

# Mail -------------------------------------------------------------------------------------------------

vars().update(env.email_url_config(MAIL_URL or f"filemail:///{VAR_DIR / 'mail'}"))
if _relay:
    EMAIL_BACKEND = "comms.relay.Relay"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("SECO_MAIL_FROM", "SECO-Institute <portal@seco-institute.example>")
MAIL_RETURN_ADDRESS = env.str("SECO_MAIL_RETURN", "")
MAIL_RETURN_BOX = env.str("SECO_MAIL_RETURN_BOX", "")
MAILS_A_MINUTE_PER_DOMAIN = int(PER_DOMAIN)

# People and sessions ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{'MD5' if TESTING else 'Argon2'}PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{rule}"} for rule in ("LongEnough", "NotCommon", "NotAboutThePerson")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "comms.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupNames"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = int(PROXIES)

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # pending addresses sign nobody in: accounts.services.release_address
MFA_TOTP_ISSUER = "SECO-Institute"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "seco_portal.errors.csrf_failure"

# Headers ----------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SECURE and not TESTING
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if int(PROXIES) else None

# Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "seco_portal.formats"
TIME_ZONE = "Europe/Amsterdam"

# Logs: one JSON object a line, without addresses, tokens or text (see common/logs.py) -------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "common.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Every answer has a line of its own already; of Django's, faults keep theirs.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")}
    | {"django.request": {"level": "ERROR"}, "pikepdf": {"level": "WARNING"}},
}
