"""Whatever is sent to the API: never an error of ours, always problem details, and the field is named."""

# ruff: noqa: E501 -- tables of what is sent

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.kernel.actor import Interface
from tests.cast import Cast, in_vote, raise_curtain
from tests.interfaces.doors import client_for
from tests.interfaces.odd_input import KEYS, QUERIES
from tests.interfaces.scenes import CASES, Case

PROBLEM = "application/problem+json"
# Operations with a file are sent as multipart/form-data: tests/voting/test_counts_bad_input.py.
IN_JSON = [case for case in CASES if not case.operation.takes_files]
DEEP = "[" * 200_000 + "]" * 200_000
HUGE = 10**30

# Wrong for every field that holds one value.
WRONG = {
    "an object": {"a": {"b": [1]}},
    "a list": [1, "two"],
    "a null byte": "a\x00b",
    "half a surrogate pair": "a\ud800b",
    "half a surrogate pair and more": "\udfff" * 300,
}
# Right for some fields and wrong for others.
ODD = {
    "nothing": None,
    "an empty text": "",
    "a long text": "x" * 100_000,
    "a huge number": HUGE,
    "a negative number": -1,
    "a big float": 1e308,
    "infinity": float("inf"),
    "no number": float("nan"),
    "yes": True,
    "another script": "الذكاء 🦕 ﷽ \u202e",
    "a far date": "9999-12-31",
    "a far time": "9999-12-31T23:59:59-23:59",
    "an early time": "0001-01-01T00:00:00+23:59",
    "no date": "2026-02-30T25:61:00Z",
    "an unknown id": "999999999999",
    "an id that fits nowhere": "9" * 40,
    "a template": "{{ 7 * 7 }}{% load x %}{0.__class__}%s%(x)s",
    "markup": "<script>alert(1)</script>",
    "spaces": " \t\n\r\u2028 ",
}
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "another encoding": b"\xff\xfe{\x00",
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"7",
    "null": b"null",
    "a lone surrogate": b'{"\\ud800": 1}',
    "a nest": DEEP.encode(),
    "a nest in an object": b'{"a":' + DEEP.encode() + b"}",
    "an endless number": b'{"a": ' + b"9" * 10_000 + b"}",
    "not a number": b'{"a": NaN}',
    "a key twice": b'{"reason": "a", "reason": "b", "zzz": 1}',
    "many keys": json.dumps({f"k{n}": n for n in range(5_000)}).encode(),
    "the prototype": b'{"__proto__": {"x": 1}, "constructor": 1, "by": 1, "at": 1}',
}


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


def post(
    client: Client, case: Case, subject: Any, body: bytes, content_type: str = "application/json"
) -> Any:
    """One POST, undone afterwards. An exception in a view is raised here, with its traceback."""
    args = [] if case.operation.creates else [case.operation.resource.key(subject)]
    with transaction.atomic():
        sid = transaction.savepoint()
        try:
            return client.post(reverse(f"api-{case.name}", args=args), body, content_type=content_type)
        finally:
            transaction.savepoint_rollback(sid)


def assert_told(answer: Any, hint: object) -> dict[str, Any]:
    """A refusal is problem details whose status is the answer's."""
    assert 400 <= answer.status_code < 500, (hint, answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == PROBLEM, hint
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    if answer.status_code == 422:
        assert body["errors"], hint
        assert all(messages for messages in body["errors"].values()), hint
    return body


def performer(cast: Cast, case: Case) -> Client:
    client = client_for(cast, sorted(case.allowed)[0])
    client.raise_request_exception = True
    return client


def payloads(case: Case, data: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    for name, field in case.operation.form.base_fields.items():
        takes_many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        for hint, value in WRONG.items():
            yield name, hint, {**data, name: value}, not takes_many
        for hint, value in ODD.items():
            yield name, hint, {**data, name: value}, False
        if takes_many:
            for hint, value in (WRONG | ODD).items():
                yield name, f"{hint} in a list", {**data, name: [value]}, False


@pytest.mark.parametrize("case", IN_JSON, ids=lambda case: case.name)
def test_bad_fields(cast: Cast, case: Case):
    subject, data = case.scene(cast)
    client = performer(cast, case)
    for name, hint, payload, is_wrong in payloads(case, data):
        answer = post(client, case, subject, json.dumps(payload).encode())
        if answer.status_code < 300:
            assert not is_wrong, (name, hint)
            continue
        body = assert_told(answer, (name, hint))
        if is_wrong and hint != "no number":
            assert answer.status_code == 422, (name, hint, body)
            assert name in body["errors"], (name, hint, body)
        if answer.status_code == 422:
            assert set(body["errors"]) <= {*case.operation.form.base_fields, ""}, (name, hint, body)


@pytest.mark.parametrize("case", IN_JSON, ids=lambda case: case.name)
def test_bad_bodies(cast: Cast, case: Case):
    subject, data = case.scene(cast)
    client = performer(cast, case)
    for hint, body in BODIES.items():
        answer = post(client, case, subject, body)
        if answer.status_code >= 300 or hint not in {"nothing"}:
            assert_told(answer, hint)
    unknown = post(client, case, subject, json.dumps({**data, "nonsense": 1}).encode())
    assert assert_told(unknown, "an unknown field")["errors"] == {"nonsense": ["There is no such field."]}
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""):
        answer = post(client, case, subject, json.dumps(data).encode(), content_type)
        if answer.status_code != 415 and not data:
            continue
        assert answer.status_code == 415, content_type
        assert_told(answer, content_type)


def test_every_required_field_is_named_when_it_is_missing(cast: Cast):
    for case in CASES:
        required = {name for name, field in case.operation.form.base_fields.items() if field.required}
        if not required:
            continue
        with transaction.atomic():
            sid = transaction.savepoint()
            subject, _ = case.scene(cast)
            answer = post(performer(cast, case), case, subject, b"{}")
            transaction.savepoint_rollback(sid)
        assert required <= set(assert_told(answer, case.name)["errors"]), case.name


def test_a_body_too_large_is_refused(cast: Cast):
    case = next(each for each in CASES if each.name == "found_group")
    body = json.dumps({"name": "x" * 3_000_000}).encode()
    answer = post(performer(cast, case), case, None, body)
    assert answer.status_code == 413
    assert_told(answer, "large")


LISTS = [
    "members", "tiers", "focus_areas", "groups", "people", "proposals", "reviews", "decisions", "projects", "ballots",
    "votes", "events", "inbox", "rules", "rule_trials", "charter_editions",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_bad_filters(cast: Cast, name: str):
    in_vote(cast)
    client = performer(
        cast, next(case for case in CASES if "staff" in case.allowed and len(case.allowed) == 1)
    )
    for query in QUERIES:
        answer = client.get(f"{reverse(f'api-{name}')}?{query}")
        if answer.status_code != 200:
            assert_told(answer, query)


PATHS = [
    "{}/", "members/{}/", "members/{}/events/", "members/{}/suspend/", "groups/{}/", "groups/{}/people/", "people/{}/",
    "proposals/{}/", "proposals/{}/versions/{}/", "proposals/P-1/versions/{}/", "proposals/{}/submit/", "reviews/{}/",
    "reviews/{}/submit/", "ballots/{}/", "ballots/{}/votes/", "ballots/{}/vote/", "decisions/{}/", "projects/{}/",
    "rules/{}/", "charter-editions/{}/", "inbox/{}/read/", "{}",
]  # fmt: skip


def test_bad_addresses(cast: Cast):
    client = client_for(cast, "staff")
    client.raise_request_exception = True
    for path in PATHS:
        for key in KEYS:
            for method in (client.get, client.post):
                answer = method(f"/api/v1/{path.replace('{}', key)}")
                if answer.status_code >= 300 and answer.status_code != 301:
                    assert_told(answer, (method, path, key))


def test_every_method_at_every_address(cast: Cast):
    client = client_for(cast, "Hill")
    client.raise_request_exception = True
    for name in LISTS:
        for method in ("post", "put", "patch", "delete", "trace"):
            answer = getattr(client, method)(reverse(f"api-{name}"))
            assert answer.status_code == 405, (name, method)
            assert_told(answer, (name, method))
            assert "GET" in answer["Allow"]
    for case in CASES:
        if case.operation.creates and Interface.API in case.operation.doors:
            answer = client.get(reverse(f"api-{case.name}"))
            assert answer.status_code == 405
            assert_told(answer, case.name)
