"""Settings for OpenSlides on the bench: its own, with the PostgreSQL and Redis of a large installation."""

import logging
import os
from urllib.parse import parse_qs, urlsplit

from openslides.global_settings import *  # noqa: F403

_database = urlsplit(os.environ["BENCH_OPENSLIDES_DATABASE"])
SECRET_KEY = "only for a bench, where nothing is secret"
DEBUG = False
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
REDIS_ADDRESS = os.environ["BENCH_OPENSLIDES_REDIS"]
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_ADDRESS}], "capacity": 100_000},
    },
}
ENABLE_ELECTRONIC_VOTING = True
OPENSLIDES_USER_DATA_DIR = os.environ["BENCH_OPENSLIDES_DATA"]
MEDIA_ROOT = STATIC_ROOT = OPENSLIDES_USER_DATA_DIR
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
logging.disable(logging.INFO)
