"""Addresses that machines ask."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from alliance.celery import app

ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /admin/
Disallow: /api/
Disallow: /my/
Disallow: /search/
"""


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """503 without the database. Without the broker the portal works on, so that is told and is no failure."""
    database, broker = _database_answers(), _broker_answers()
    found = {"database": "ok" if database else "away", "broker": "ok" if broker else "away"}
    return JsonResponse(found, status=200 if database else 503)


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What search engines should leave alone."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, RedisError, OSError):
        return False
    return True
