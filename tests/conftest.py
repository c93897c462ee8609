"""What every test can ask for."""

import pytest

from tests.cast import Cast, raise_curtain
from tests.database import django_db_setup

__all__ = ["django_db_setup"]


@pytest.fixture
def cast(db) -> Cast:
    """The known people and organizations, in a database of this test's own."""
    return raise_curtain()
