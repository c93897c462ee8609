"""The OpenAPI document, and the page that shows it under the policy of all pages."""

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from alliance.web.operations import Operation
from tests.cast import Cast
from tests.chromium import chromium
from tests.interfaces.scenes import ALL


def test_the_document_has_neither_error_nor_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.yaml"))


def test_the_document_describes_every_operation(cast: Cast):
    document = Client().get(reverse("api_schema"), HTTP_ACCEPT="application/json").json()
    described = {
        method["operationId"]: (address, method)
        for address, methods in document["paths"].items()
        for method in methods.values()
    }
    for name, operation in ALL.items():
        address, method = described[name]
        assert address.endswith(f"/{operation.path}/"), name
        assert {"401", "403", "404", "409", "422"} <= set(method["responses"]), name
        assert method["description"] == operation.summary
        if operation.form.base_fields:
            assert set(fields_of(document, method)) == set(operation.form.base_fields), name
            assert required_of(document, method) == required_by(operation), name
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}


def body_of(document: dict, method: dict) -> dict:
    reference = method["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return document["components"]["schemas"][reference.rsplit("/", 1)[1]]


def fields_of(document: dict, method: dict) -> dict:
    return body_of(document, method)["properties"]


def required_of(document: dict, method: dict) -> set[str]:
    return set(body_of(document, method).get("required", []))


def required_by(operation: Operation) -> set[str]:
    return {name for name, field in operation.form.base_fields.items() if field.required}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as found:
        yield found


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_works_under_the_policy(live_server, browser: Browser):
    page = browser.new_page(viewport={"width": 1280, "height": 4000})  # it draws what is in view
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(live_server.url + reverse("api_docs"))
    page.get_by_role("heading", name="REST API", exact=True).wait_for()
    page.get_by_text("/ballots/{key}/vote/").first.wait_for()
    page.get_by_text("/ballots/{key}/vote/").first.click()
    page.get_by_text("Record or change your organization's vote.").first.wait_for()
    page.close()
    assert not complaints
