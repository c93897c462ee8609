"""The one override of the settings, for tests."""

import os

os.environ.setdefault("SECRET_KEY", "not-a-secret: tests only")
os.environ.setdefault("INSECURE_HTTP", "1")
os.environ.setdefault("DATABASE_URL", "postgres://postgres@localhost/alliance")
os.environ.setdefault("STATIC_FROM_SOURCE", "1")
# No worker but a test's own hears of what a test records.
os.environ.setdefault("BROKER_PREFIX", f"test-{os.getpid()}:")

from alliance.settings import *  # noqa: F403
from alliance.settings import MIDDLEWARE, REST_FRAMEWORK

# WhiteNoise scans every static file for each test client.
MIDDLEWARE = [each for each in MIDDLEWARE if "whitenoise" not in each]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = os.environ.get("TEST_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
ALLOWED_HOSTS = ["*"]
