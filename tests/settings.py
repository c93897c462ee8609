"""The one override of the settings, for tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

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

# Keys of secret ballots: in a folder of this run and of the programs that it starts, with one recipient whose
# private half the tests know.
if "TEST_KEYS" not in os.environ:
    os.environ["TEST_KEYS"] = str(Path(tempfile.gettempdir()) / f"alliance-test-keys-{os.getpid()}")
    atexit.register(shutil.rmtree, os.environ["TEST_KEYS"], ignore_errors=True)
_keys = Path(os.environ["TEST_KEYS"])
KEY_DIRECTORY, RECOVERY_DIRECTORY = str(_keys / "keys"), str(_keys / "copies")
RECOVERY_PRIVATE_KEY = "5b" * 32
RECOVERY_RECIPIENTS = ["b1d15b513029951e811115ffe62a614706554fb610b8295e889bc3bebdf4370e"]
