"""What every test has: a database of its own."""

import os

from tests.database import django_db_setup  # noqa: F401 - pytest finds the fixture by its name

# Playwright's event loop runs in the thread of the tests; Django would refuse database work there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
