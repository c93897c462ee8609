"""The generated pages of the documentation."""

import pytest
from django.core.management import CommandError, call_command

from alliance.portal import reference


def test_the_documents_are_up_to_date():
    call_command("generate_docs", "--check", verbosity=0)


def test_a_page_that_is_out_of_date_is_named(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("generate_docs")
    (tmp_path / "docs" / "events.md").write_text("old")
    with pytest.raises(CommandError, match=r"Out of date: events\.md\."):
        call_command("generate_docs", "--check")


def test_every_lifecycle_is_drawn():
    page = reference.lifecycle_page()
    assert [each.noun for each in reference.lifecycles()] == [
        "ballot",
        "membership",
        "working group",
        "election",
        "contest",
        "candidacy",
        "proposal",
        "review",
        "project",
    ]
    assert page.count("```mermaid") == 9
    assert "    in_vote --> accepted: accept\n" in page
