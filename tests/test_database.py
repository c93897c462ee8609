"""The test database itself."""

import os
import urllib.request

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.database import database_url, digest_of_migrations, modules_imported_by


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_for_the_next(run):
    assert not Group.objects.filter(name="committed").exists()
    Group.objects.create(name="committed")
    with psycopg.connect(database_url()) as other:
        assert other.execute("SELECT count(*) FROM auth_group WHERE name = 'committed'").fetchone() == (1,)


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.django_db
def test_what_a_test_rolls_back_is_gone_for_the_next(run):
    assert not Group.objects.filter(name="rolled back").exists()
    Group.objects.create(name="rolled back")


@pytest.mark.parametrize("run", [1, 2])
def test_a_server_thread_survives_the_exchange_of_the_database(live_server, run):
    with urllib.request.urlopen(f"{live_server.url}/", timeout=30) as page:
        assert page.status == 200


@pytest.mark.django_db
def test_the_database_is_a_copy_of_the_template_and_not_the_one_that_was_named():
    name = connection.settings_dict["NAME"]
    assert name == f"test_alliance_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        assert f"alliance_template_{digest_of_migrations()[:16]}" in {row[0] for row in cursor.fetchall()}


def test_modules_that_a_migration_imports_count(tmp_path):
    migration = tmp_path / "0001_initial.py"
    migration.write_text(
        "from alliance.audit import guards\nfrom alliance.local.places import ROOT\nimport members.states\n",
        encoding="utf-8",
    )
    found = sorted(path.name for path in modules_imported_by(migration))
    assert found == ["__init__.py", "guards.py", "places.py", "states.py"]
