"""Settings from the environment are typed, and loud."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from alliance import env


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "user", "password", "options"),
    [
        (
            "postgres://me:a%2Fb@db.example.org:5433/alliance",
            "db.example.org",
            "5433",
            "alliance",
            "me",
            "a/b",
            {},
        ),
        ("postgres://me@/alliance?host=/run/postgresql", "/run/postgresql", "", "alliance", "me", "", {}),
        ("postgresql://db/x?sslmode=require", "db", "", "x", "", "", {"sslmode": "require"}),
    ],
)
def test_a_database_address(monkeypatch, url, host, port, name, user, password, options):
    monkeypatch.setenv("DATABASE_URL", url)
    assert env.database() == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "OPTIONS": options,
    }


@pytest.mark.parametrize(
    ("url", "tells"),
    [
        ("sqlite:///x", "must start with postgres://"),
        ("", "must start with postgres://"),
        ("postgres://me@db", "names no database"),
        ("postgres://me@db:many/x", "DATABASE_URL is not an address"),
    ],
)
def test_a_wrong_database_address(monkeypatch, url, tells):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=tells):
        env.database()


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("redis://host:6379", "redis://host:6379/1", "redis://host:6379/0"),
        ("redis://:a%40b@host:6379/0", "redis://:a%40b@host:6379/1", "redis://:a%40b@host:6379/0"),
        ("redis://host/", "redis://host/1", "redis://host/0"),
        (
            "rediss://host:6379/4?ssl_cert_reqs=required",
            "rediss://host:6379/5?ssl_cert_reqs=required",
            "rediss://host:6379/4?ssl_cert_reqs=required",
        ),
        (
            "unix:///run/redis.sock",
            "unix:///run/redis.sock?db=1",
            "redis+socket:///run/redis.sock?virtual_host=0",
        ),
        (
            "unix:///run/redis.sock?db=2",
            "unix:///run/redis.sock?db=3",
            "redis+socket:///run/redis.sock?virtual_host=2",
        ),
    ],
)
def test_the_databases_of_a_redis(monkeypatch, url, cache, broker):
    monkeypatch.setenv("REDIS_URL", url)
    assert env.redis("REDIS_URL", "", database=1) == cache
    assert env.redis("REDIS_URL", "", database=0, for_celery=True) == broker


@pytest.mark.parametrize(
    "url", ["http://host", "redis://host/zero", "unix:///run/redis.sock?db=x", "host:6379"]
)
def test_a_wrong_redis_address(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL must look like"):
        env.redis("REDIS_URL", "", database=0)


@pytest.mark.parametrize("url", ["redis://host:many", "redis://[::1"])
def test_an_address_that_is_none(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL is not an address"):
        env.redis("REDIS_URL", "", database=0)


def test_a_missing_value_names_the_variable(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"Set SECRET_KEY \(see \.env\.example\)\."):
        env.text("SECRET_KEY")


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from the file"
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE names /nowhere, which cannot be read"):
        env.text("SECRET_KEY")


@pytest.mark.parametrize(
    ("value", "truth"),
    [("1", True), ("TRUE", True), (" on ", True), ("0", False), ("no", False), ("", False)],
)
def test_a_flag(monkeypatch, value, truth):
    monkeypatch.setenv("DEBUG", value)
    assert env.flag("DEBUG", default=not truth) is truth


def test_wrong_types_name_the_variable(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be 1 or 0, not 'maybe'"):
        env.flag("DEBUG", default=False)
    monkeypatch.setenv("EMAIL_PORT", "smtp")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_PORT must be a whole number, not 'smtp'"):
        env.number("EMAIL_PORT", 25)


def test_words_lose_their_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example.org, b.example.org ,,")
    assert env.words("ALLOWED_HOSTS") == ["a.example.org", "b.example.org"]
