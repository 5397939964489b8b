"""All settings, read from the environment. A secret NAME may stand in a file named by NAME_FILE.

`README.md` lists every variable; a test keeps the two equal.
"""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# Beside a `make run`, manage.py speaks to that copy: it left here what its programs were given.
if not os.environ.keys() & {"DATABASE_URL", "DSAR_SECRET_KEY", "DSAR_SECRET_KEY_FILE"}:
    kept = Path(os.environ.get("DSAR_HOME") or BASE_DIR / "var") / "environment"
    env.read_env(str(kept), recurse=False)


def secret(name: str, default: str = "") -> str:
    """The variable itself, or the content of the file that NAME_FILE points to."""
    if path := env.str(f"{name}_FILE", ""):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}: {error.strerror}.") from None
    return env.str(name, default)


# --- Safety ---------------------------------------------------------------------------------------
DEBUG = env.bool("DSAR_DEBUG", False)
# Invented people, sign-ins that are printed, a readable mailbox. Never on the internet.
DEMO = env.bool("DSAR_DEMO", False)
SECRET_KEY = secret("DSAR_SECRET_KEY")
# 32 bytes, base64. Wraps every company's key; lives outside the database.
ROOT_KEY = secret("DSAR_ROOT_KEY")
ROOT_KEY_FILE = os.environ.get("DSAR_ROOT_KEY_FILE", "")
# The one before it, while it is turned.
ROOT_KEY_OLD = secret("DSAR_ROOT_KEY_OLD")
# A service that keeps the root key to itself takes the place of DSAR_ROOT_KEY.
KMS_URL = env.str("DSAR_KMS_URL", "").rstrip("/")
KMS_KEY = env.str("DSAR_KMS_KEY", "dsar")
KMS_TOKEN = secret("DSAR_KMS_TOKEN")
# A folder outside the database that says, signed with a key of its own, how each chain stood.
ANCHORS = env.str("DSAR_ANCHORS", "")
ANCHOR_KEY = secret("DSAR_ANCHOR_KEY")
ANCHOR_OLD_SIGNERS: list[str] = env.list("DSAR_ANCHOR_OLD_SIGNERS", [])
ALLOWED_HOSTS: list[str] = env.list("DSAR_ALLOWED_HOSTS", [])
PUBLIC_URL = env.str("DSAR_PUBLIC_URL", "http://localhost:8000").rstrip("/")
HOME = Path(env.str("DSAR_HOME", str(BASE_DIR / "var"))).resolve()
# The keys of companies; never in a backup of the database, or erasing would not reach it.
KEY_DIRS: list[str] = env.list("DSAR_KEY_DIRS", [str(HOME / "keys")])
EPOCH_DAYS = env.int("DSAR_EPOCH_DAYS", 35)
NOTICE_DAYS = env.int("DSAR_NOTICE_DAYS", 90)
TOMBSTONES = env.str("DSAR_TOMBSTONES", str(HOME / "tombstones"))

# --- The product ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "dsar",
    "dsar.tenancy",
    "deadlines",
    "identity",
    "dsar.vault",
    "dsar.audit",
    "dsar.outbox",
    "dsar.accounts",
    "dsar.companies",
    "dsar.cases",
    "dsar.inbound",
    "dsar.fulfilment.review",
    "dsar.reports",
    "dsar.fulfilment",
    "dsar.agents",
    "dsar.ticketing",
    "dsar.opendsr",
    "dsar.portal",
    "dsar.dashboard",
    "dsar.api",
    "dsar.mailbox",
]
MIDDLEWARE = [
    "dsar.request_ids.named",
    "dsar.failures.counted",
    "dsar.headers.refuse_all",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dsar.tenancy.middleware.companies_in_force",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dsar.languages.in_their_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "dsar.accounts.middleware.signed_in_people",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "dsar.urls"
WSGI_APPLICATION = "dsar.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dsar.languages.offered",
                "dsar.looks.chosen",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    },
]
# Not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- PostgreSQL is the ledger ---------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        secret("DATABASE_URL", "postgres://dsar@localhost/dsar"),
        conn_max_age=60,
        # A connection that died with the server is replaced, not shown to somebody as an error.
        conn_health_checks=True,
        engine="dsar.tenancy.postgresql",
    )
}
# Who owns the tables, for `migrate` alone; the desk itself runs as the user of DATABASE_URL.
OWNER_URL = secret("DSAR_OWNER_URL")
# A small installation may say on purpose that one role does both.
ONE_DATABASE_ROLE = env.bool("DSAR_ONE_DATABASE_ROLE", False)
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis is the doorbell ------------------------------------------------------------------------
REDIS_URL = secret("REDIS_URL", "redis://localhost:6379/0")
# A cache wants `unix://`, a broker wants `redis+socket://` for the same socket.
CACHES = {
    "default": {
        "BACKEND": "dsar.cache.TolerantCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "dsar",
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
# Beat in local time skips or repeats what falls on the hour that the clocks change.
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# Nobody waits for an answer, and one kept in Redis could hold somebody's data.
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
# Off the queue when it is done: what a worker died over is done by the next one.
CELERY_TASK_ACKS_LATE = True
# A child that the kernel killed would count as done; the row counts tries, so it does not loop.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# Below a third of the visibility timeout: nothing that still runs is given to a second worker.
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_SOFT_TIME_LIMIT = 150
# What waits in a worker's own memory waits for this worker, though another is free.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Children grow with the years, so each is replaced in time.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# No task here has an ETA, and a test says so; should one come in, it must not fill the memory.
CELERY_WORKER_ETA_TASK_LIMIT = 100
# A broken connection gives the task to somebody else: whoever holds it must let go.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# Without it, what a worker held when it was stopped stays hidden for the visibility timeout.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# After a hundred tries Celery would give up, and be silent until somebody comes.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A primary that became a replica answers with an error: look for the new one.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
# In all three places, or the shortest holds without a word; the boot check compares them.
VISIBILITY_SECONDS = 600
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_SECONDS
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_SECONDS}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    # How soon what a dead worker held is looked for; Celery's own hundred seconds are too many.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
CELERY_TASK_PUBLISH_RETRY = False  # the sweep finds what a lost doorbell leaves

# --- Signing in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "dsar.accounts.weak.LongEnough"},
    {"NAME": "dsar.accounts.weak.NotOfKnownWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "dsar.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "dsar.accounts.forms.SignInForm",
    "change_password": "dsar.accounts.forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# What cannot be taken back asks for the password again when it is longer ago than this.
PROOF_MINUTES = env.int("DSAR_PROOF_MINUTES", 10)
ACCOUNT_REAUTHENTICATION_TIMEOUT = PROOF_MINUTES * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# By address, and by account: a stranger's tries apart from those of a browser that is known.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
# Without it people come in by passkey or through the company's own sign-in.
PASSWORD_SIGN_IN = env.bool("DSAR_PASSWORD_SIGN_IN", True)
# The company's own account system (OpenID Connect), for people who were invited.
OIDC_ISSUER = env.str("DSAR_OIDC_ISSUER", "").rstrip("/")
OIDC_ORIGIN = ["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else []
OIDC_CLIENT_ID = env.str("DSAR_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = secret("DSAR_OIDC_CLIENT_SECRET")
OIDC_NAME = env.str("DSAR_OIDC_NAME", "your company account")
# Whoever has none is led to the page where they set one up, and nowhere else.
REQUIRE_SECOND_FACTOR = env.bool("DSAR_REQUIRE_SECOND_FACTOR", not (DEMO or DEBUG))
MFA_ADAPTER = "dsar.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Half minutes by which a code may be early or late, as it is set up and at each sign-in (RFC 6238,
# 5.2): who types at the turn of one is right.
MFA_TOTP_TOLERANCE = 1
# Read once, on the page that makes them.
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs themselves up: an administrator gave the address
MFA_FORMS = {
    "authenticate": "dsar.accounts.forms.CodeForm",
    "activate_totp": "dsar.accounts.forms.AddAppForm",
    "add_webauthn": "dsar.accounts.forms.AddPasskeyForm",
}
# A session that nobody uses, and one that is used all day.
SESSION_IDLE_MINUTES = env.int("DSAR_SESSION_IDLE_MINUTES", 120)
SESSION_HOURS = env.int("DSAR_SESSION_HOURS", 10)

# --- What leaves and what is kept -----------------------------------------------------------------
EMAIL_HOST = env.str("DSAR_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("DSAR_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("DSAR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = secret("DSAR_SMTP_PASSWORD")
SMTP_TLS = env.bool("DSAR_SMTP_TLS", False)
# From the first byte on the port that is for it (RFC 8314, 3.3), elsewhere after STARTTLS.
EMAIL_USE_SSL = SMTP_TLS and EMAIL_PORT == 465
EMAIL_USE_TLS = SMTP_TLS and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
# Lets webhooks reach the network that the desk stands in, and without TLS.
WEBHOOK_ALLOW_PRIVATE = env.bool("DSAR_WEBHOOK_ALLOW_PRIVATE", False)
# Hosts and networks of our own that a call which somebody set up may reach all the same, with TLS.
CALLS_INSIDE: list[str] = env.list("DSAR_CALLS_INSIDE", [])
# host:port or the path of a socket; without it nobody scans for viruses.
CLAMD = env.str("DSAR_CLAMD", "")
# A Maildir that the demo's mail catcher fills and /mailbox/ shows; empty in production.
MAILBOX_DIR = env.str("DSAR_MAILBOX_DIR", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Ciphertext only; a volume shared by web and worker.
    "sealed": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("DSAR_FILES_DIR", str(HOME / "files"))},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILES_FLOOR_MB = env.int("DSAR_FILES_FLOOR_MB", 512)  # stays free on the disk of the sealed ones
STATIC_URL = "/static/"
STATIC_ROOT = env.str("DSAR_STATIC_DIR", str(HOME / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = ["dsar.vault.uploads.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # a form that takes fewer says so
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Pages ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# Each in its own language: whoever looks for it may read no other.
LANGUAGES = [
    ("en", "English"),
    ("sv", "Svenska"),
    ("de", "Deutsch"),
    ("nl", "Nederlands"),
    ("fr", "Français"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["dsar.formats"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- Watching -------------------------------------------------------------------------------------
# Whoever sends it as `Authorization: Bearer …` may read /metrics; without one nobody may.
METRICS_TOKEN = secret("DSAR_METRICS_TOKEN")

# --- Headers --------------------------------------------------------------------------------------
BEHIND_PROXY = env.bool("DSAR_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Limits count by client address; without this the proxy would be everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes such a name from this very host only, over HTTPS: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_FAILURE_VIEW = "dsar.security_events.form_forged"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Not no-referrer: a browser then posts our own forms with “Origin: null”, which the protection
# against forged ones refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # The button that signs in through the company's own account system leads there.
        "form-action": ["'self'", *OIDC_ORIGIN],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- API ------------------------------------------------------------------------------------------
# Of one key. A bulk import wants more for a day.
API_CALLS_PER_MINUTE = env.int("DSAR_API_CALLS_PER_MINUTE", 600)
DRP_MINUTES = env.int("DSAR_DRP_MINUTES", 15)  # a signed message of an agent; never less than 15
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "DSAR desk API",
    "DESCRIPTION": (
        "Most of what an officer does on a case, a program does here. Each call needs a key of one"
        " company, sent as “Authorization: Bearer” and the key: an administrator makes it at the"
        " desk, under Policies, API keys. A test key makes and sees test cases only. Whatever is"
        " refused is a problem object (RFC 9457) that says what to do about it."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # Choices stand where they are used: the same word means other things in other actions.
    "POSTPROCESSING_HOOKS": [
        "dsar.api.schema.any_of",
        "dsar.api.schema.needing_bodies",
        "dsar.api.links.with_links",
        "dsar.api.webhook_schema.with_webhooks",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# For whoever collects them, or `plain` for whoever reads along.
LOG_FORMAT = env.str("DSAR_LOG_FORMAT", "json", validate=validate.OneOf(["json", "plain"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "dsar.logs.JsonLines"},
        "plain": {
            # Its text may quote somebody's data, except at a developer's desk.
            "()": "dsar.logs.Masked" if DEBUG else "dsar.logs.WithoutErrorText",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    # It would name each passkey.
    "loggers": {"fido2": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.str("DSAR_LOG_LEVEL", "INFO")},
}
