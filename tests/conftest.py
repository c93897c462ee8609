"""What every test can ask for."""

import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.cast import Cast, raise_curtain
from tests.database import django_db_setup

__all__ = ["django_db_setup"]

# How long an example takes depends on the machine.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# A shell starts programs in the background with Ctrl-C ignored, and so would be all that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def cast(db) -> Cast:
    """The known people and organizations, in a database of this test's own."""
    return raise_curtain()
