"""Settings. Every value that differs between installations comes from the environment: see .env.example."""

from pathlib import Path

import django_stubs_ext

from alliance import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# What this installation is ---------------------------------------------------------------------------------
ALLIANCE_NAME = env.text("ALLIANCE_NAME", "AI Alliance")
ALLIANCE_DEMO = env.flag("ALLIANCE_DEMO", default=False)
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
CHARTER_BODY = env.text("CHARTER_BODY", "ai-alliance")

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# Applications ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "alliance.web.admin_config.AllianceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_countries",
    "alliance.accounts",
    "alliance.audit",
    "alliance.web",
    "alliance.charter",
    "alliance.notifications",
    "alliance.voting",
    "members",
    "alliance.elections",
    "projects",
    "alliance.portal",
    "alliance.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance.web.middleware.content_security_policy",
    "alliance.web.middleware.portal_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alliance.web.middleware.time_zone",
    "alliance.web.middleware.refusals",
]

ROOT_URLCONF = "alliance.urls"
WSGI_APPLICATION = "alliance.wsgi.application"
ASGI_APPLICATION = "alliance.asgi.application"

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
                "alliance.web.context.site",
                "alliance.portal.context.my_work",
            ],
            "builtins": ["alliance.web.templatetags.components"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Data ------------------------------------------------------------------------------------------------------
# PostgreSQL compiles what it thinks costly; for the queries of a web page that takes longer than they do.
_database = env.database()
_database["OPTIONS"].setdefault("options", "-c jit=off")
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": env.number("DATABASE_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOCAL_REDIS = "redis://localhost:6379"

# The cache holds nothing that cannot be lost; a Redis that is away must not fail a request.
CACHES = {
    "default": {
        "BACKEND": "alliance.web.cache.ForgivingRedisCache",
        "LOCATION": env.redis("REDIS_URL", LOCAL_REDIS, database=1),
        "KEY_PREFIX": env.text("CACHE_PREFIX", "alliance"),
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Celery ----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.redis("REDIS_URL", LOCAL_REDIS, database=0, for_celery=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "global_keyprefix": env.text("BROKER_PREFIX", "alliance:"),
}
CELERY_TASK_DEFAULT_QUEUE = "alliance"
# Deadlines are rows; these only nudge. Each may run twice at once without harm.
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "audit.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "open due ballots": {"task": "voting.open_due", "schedule": 5.0, "options": {"expires": 5}},
    "count and certify ballots": {"task": "voting.count_due", "schedule": 30.0, "options": {"expires": 30}},
    "close due ballots": {"task": "voting.close_due", "schedule": 5.0, "options": {"expires": 5}},
    "send mail": {"task": "notifications.send_queued", "schedule": 10.0, "options": {"expires": 10}},
    "remind voters": {"task": "voting.remind", "schedule": 60.0, "options": {"expires": 60}},
    "follow mandates": {"task": "members.follow_mandates", "schedule": 60.0, "options": {"expires": 60}},
    "keep dates of elections": {"task": "elections.keep_dates", "schedule": 10.0, "options": {"expires": 10}},
    "remind nominators": {"task": "elections.remind", "schedule": 60.0, "options": {"expires": 60}},
    "remind reviewers": {"task": "projects.remind", "schedule": 60.0, "options": {"expires": 60}},
    "lapse proposals": {"task": "projects.lapse", "schedule": 3600.0, "options": {"expires": 3600}},
}

# Which organizations a person may act for (asked at the edge, answered by the app that knows).
HATS = "members.queries.hats_of"
# Who leads a ballot beside staff (asked by the ballot, answered by the app that knows what it is about).
RETURNING_OFFICERS = ["alliance.elections.queries.officers_of_ballot", "projects.queries.returning_officers"]
# Who may vote in a ballot (the first that knows what it is about answers).
ELECTORATES = [
    "alliance.elections.queries.electorate_of_ballot",
    "members.queries.electorate_of_ballot",
]
# Private keys of secret ballots: outside the database and every backup, best on a memory file system. The
# sealed recovery copies survive a reboot; any one of the recipients (public keys, see docs/secrecy.md) can
# open them. Without a recipient no secret ballot can be held.
KEY_DIRECTORY = env.text("KEY_DIRECTORY", str(BASE_DIR / ".local" / "keys"))
RECOVERY_DIRECTORY = env.text("RECOVERY_DIRECTORY", str(BASE_DIR / ".local" / "recovery"))
RECOVERY_RECIPIENTS = env.words("RECOVERY_RECIPIENTS")
# The outbox: event kind -> everything that follows from it, on one page.
SUBSCRIPTIONS = "alliance.subscriptions.SUBSCRIPTIONS"
# A proposal that waits for its author this long lapses.
PROPOSAL_LAPSES_AFTER_DAYS = env.number("PROPOSAL_LAPSES_AFTER_DAYS", 90)

# People and sign-in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# E-mail addresses are unique whatever their case: a constraint over lower(email), unseen by this check.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_work"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "alliance.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "alliance.accounts.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = ALLIANCE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")

# REST API --------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "alliance.web.rest_defaults.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["alliance.web.rest_defaults.ReadsAreOpen"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["alliance.web.rest_defaults.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "alliance.web.rest_defaults.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.text("API_RATE_ANONYMOUS", "120/min"),
        "user": env.text("API_RATE_SIGNED_IN", "1200/min"),
    },
    "EXCEPTION_HANDLER": "alliance.web.rest_defaults.problem_details",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{ALLIANCE_NAME}: REST API",
    "DESCRIPTION": "Members, working groups, proposals, reviews, ballots and decisions. "
    "The same rules and the same words as in the portal.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "ProposalStateEnum": "projects.states.PROPOSAL.choices",
        "ReviewStateEnum": "projects.states.REVIEW.choices",
        "ProjectStageEnum": "projects.states.PROJECT.choices",
        "ElectionStateEnum": "alliance.elections.states.ELECTION.choices",
        "ContestStateEnum": "alliance.elections.states.CONTEST.choices",
        "CandidacyStateEnum": "alliance.elections.states.CANDIDACY.choices",
        "BallotStateEnum": "alliance.voting.states.BALLOT.choices",
        "MembershipStateEnum": "members.states.MEMBERSHIP.choices",
        "GroupStateEnum": "members.states.GROUP.choices",
        "BallotOutcomeEnum": "alliance.voting.states.OUTCOMES",
        "DecisionOutcomeEnum": "projects.models.DecisionOutcome",
        "ProposalKindEnum": "projects.models.ProposalKind",
        "ProjectKindEnum": "projects.models.ProjectKind",
        "OrganizationKindEnum": "members.models.Kind",
    },
}

# Mail ------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{ALLIANCE_NAME} decisions <decisions@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REPLY_TO_EMAIL = env.text("REPLY_TO_EMAIL", "returning-officer@example.org")
if MAIL_DIR := env.text("MAIL_DIR", ""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
    EMAIL_PORT = env.number("EMAIL_PORT", 25)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
    EMAIL_TIMEOUT = 20

# Language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")

# Static files ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = env.flag("STATIC_FROM_SOURCE", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}

# Security --------------------------------------------------------------------------------------------------
# INSECURE_HTTP is for a machine of one's own: it lets cookies travel over plain http.
_over_https = not env.flag("INSECURE_HTTP", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _over_https
SECURE_SSL_REDIRECT = _over_https
SECURE_HSTS_SECONDS = 31_536_000 if _over_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _over_https
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "alliance.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
