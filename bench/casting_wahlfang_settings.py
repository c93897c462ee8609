"""Settings for wahlfang on the bench: its own, and a PostgreSQL whose connections are kept as ours are."""

import logging
import os
from urllib.parse import parse_qs, urlsplit

from wahlfang.settings.base import *  # noqa: F403

_database = urlsplit(os.environ["BENCH_WAHLFANG_DATABASE"])
SECRET_KEY = "only for a bench, where nothing is secret"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "USER": _database.username or "",
        "PASSWORD": _database.password or "",
        "HOST": parse_qs(_database.query).get("host", [_database.hostname or ""])[0],
        "PORT": str(_database.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"options": "-c jit=off"},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_SENDER = "nobody@members.example"
SEND_FROM_MANAGER_EMAIL = False
VALID_MANAGER_EMAIL_DOMAINS: list = []
URL = "localhost"
STATIC_ROOT, MEDIA_ROOT = "static", "media"
LOGGING = None  # its own writes a file beside its code
logging.disable(logging.INFO)
