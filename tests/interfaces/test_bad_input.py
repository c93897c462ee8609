"""Whatever is typed into a form: a clear message at the field, nothing lost, no trace, never an error of ours."""

# ruff: noqa: E501 -- tables of what is sent

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit.models import Event
from alliance.kernel.actor import Interface
from alliance.voting.actions import cast_vote
from alliance.voting.forms import ChooseForm
from alliance.voting.models import Vote
from alliance.web.fields import Line, Passage
from members import actions as members
from projects import actions as projects
from tests.cast import Cast, draft, in_vote, line, raise_curtain
from tests.interfaces.doors import client_for, words_of
from tests.interfaces.forms_sent import Page, send
from tests.interfaces.odd_input import FAR_AND_BROKEN
from tests.interfaces.scenes import CASES, Case, waiting

LONG = "x" * 100_000
WITH_FORM = [case for case in CASES if case.operation.form.base_fields]
PAGES = (Interface.PORTAL, Interface.ADMIN)

# Wrong wherever one line or one passage of text is asked for.
TEXTS = {"too long": LONG, "a null byte": "a\x00b", "an escape character": "a\x1b[31mb"}
NUMBERS = {"a word": "seven", "a negative number": "-1", "a huge number": "9" * 30, "a fraction": "1.5"}
CHOICES = {
    "unknown": "999999999",
    "fits nowhere": "9" * 40,
    "a null byte": "1\x00",
    "markup": "<b>'\"",
    "long": LONG,
}
EARLY_AND_LATE = {name: value for name, value in FAR_AND_BROKEN.items() if "time" not in name}


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is taken back."""
    with transaction.atomic():
        sid = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(sid)


def address(door: Interface, case: Case, subject: Any) -> str:
    """Where the form of the operation is sent."""
    if door is Interface.ADMIN:
        return reverse(f"admin:do_{case.name}", args=[] if case.operation.creates else [subject.pk])
    if case.name == "cast_vote":
        return reverse("check_vote", args=[subject.pk])
    return case.operation.portal_url(subject)


def doors_of(case: Case) -> Iterator[tuple[Interface, str]]:
    """The doors with pages, each with somebody who may use it there."""
    for door in PAGES:
        if door in case.operation.doors and (door is Interface.PORTAL or "staff" in case.allowed):
            yield door, "staff" if door is Interface.ADMIN else sorted(case.allowed)[0]


def signed_in(cast: Cast, name: str) -> Client:
    """Errors of ours are raised in the test, with their traceback."""
    client = client_for(cast, name)
    client.raise_request_exception = True
    return client


def form_of(cast: Cast, case: Case, subject: Any, name: str) -> forms.BaseForm:
    form = ChooseForm if case.name == "cast_vote" else case.operation.form  # the page of its own
    return form(by=cast.by(name), subject=subject, at=timezone.now())


EMAILS = {**TEXTS, "a word": "not-an-address", "two lines": "a@b.example\nBcc: c@d.example"}
ADDRESSES = {**TEXTS, "a script": "javascript:alert(1)", "a word": "not an address"}
CHARTERS = {**TEXTS, "a word": "no charter", "a list": "[1, 2]", "a tag": "!!python/name:os.system"}
DAYS = {**EARLY_AND_LATE, "a number": "-1"}
FILES = {
    "nothing in it": SimpleUploadedFile("a.blt", b""),
    "junk": SimpleUploadedFile("a.blt", bytes(range(256))),
    "cut off": SimpleUploadedFile("a.blt", b"3 1\n4 1 2 0\n3 2"),
    "an unknown candidate": SimpleUploadedFile("a.blt", b'2 1\n4 3 0\n0\n"A"\n"B"\n'),
}
# The first kind that a field is of decides.
WRONG: list[tuple[type[forms.Field] | tuple[type[forms.Field], ...], dict[str, Any]]] = [
    ((Line, Passage), TEXTS),
    (forms.ModelMultipleChoiceField, {name: [value] for name, value in CHOICES.items()}),
    (forms.ModelChoiceField, CHOICES),
    (forms.ChoiceField, {"unknown": "<b>no such", "a null byte": "for\x00"}),
    ((forms.DateField, forms.DateTimeField), DAYS),
    (forms.IntegerField, NUMBERS),
    (forms.URLField, ADDRESSES),
    (forms.EmailField, EMAILS),
    (forms.FileField, FILES),
    (forms.BooleanField, {}),
    (forms.CharField, CHARTERS),
]


def wrong_values(field: forms.Field) -> Iterator[tuple[str, Any]]:
    """What this field has to refuse."""
    if field.required:
        yield "empty", ""
    yield from next(values for kind, values in WRONG if isinstance(field, kind)).items()
    if isinstance(field, forms.ModelChoiceField) and (other := outside(field)):
        is_list = isinstance(field, forms.ModelMultipleChoiceField)
        yield "somebody else's", [other] if is_list else other


def outside(field: Any) -> str:
    """An object that exists and is not offered here: another organization's, another group's, somebody else's."""
    offered = field.queryset
    other = offered.model._default_manager.exclude(pk__in=offered.values("pk")).first()
    return "" if other is None else str(getattr(other, field.to_field_name or "pk"))


def as_sent(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each).replace("\r\n", "\n") for each in values if each != ""]


@pytest.mark.parametrize("case", WITH_FORM, ids=lambda case: case.name)
def test_a_wrong_field_is_named_and_nothing_is_lost(cast: Cast, case: Case):
    subject, data = case.scene(cast)
    for door, name in doors_of(case):
        client, path = signed_in(cast, name), address(door, case, subject)
        for field_name, field in form_of(cast, case, subject, name).fields.items():
            if field.disabled:
                continue
            for hint, value in wrong_values(field):
                before = Event.objects.count()
                with undone():
                    answer = send(client, path, {**data, field_name: value})
                    where = (door, field_name, hint)
                    assert answer.status_code == 422, (where, answer.status_code)
                    assert Event.objects.count() == before, where
                assert_told(answer, field_name, where)
                assert_kept(answer, {**data, field_name: value}, where)


def assert_told(answer: Any, name: str, where: object) -> None:
    """The message stands at the field, in words, and leads there from the top of the page."""
    form, page = answer.context["form"], Page(answer.content.decode())
    assert set(form.errors) == {name}, (where, form.errors)
    bound = form[name]
    messages = [str(each) for each in bound.errors]
    assert all(" " in each and each[0].isupper() for each in messages), (where, messages)
    if bound.is_hidden:
        shown = page.html_text
        assert all(each in shown for each in messages), (where, messages)
        return
    at_field = page.errors[f"{bound.auto_id}_error"]
    assert all(each in at_field for each in messages), (where, at_field)
    if not answer.wsgi_request.path.startswith("/admin/"):
        target = f"{bound.auto_id}_group" if bound.use_fieldset else bound.id_for_label
        assert f"#{target}" in page.links, where


def assert_kept(answer: Any, data: dict[str, Any], where: tuple[Any, ...]) -> None:
    """What was typed stands in the page; only an option that does not exist cannot."""
    page, form = Page(answer.content.decode()), answer.context["form"]
    for name, bound in ((bound.name, bound) for bound in form):
        if bound.field.disabled or name not in data or isinstance(bound.field, forms.FileField):
            continue
        is_wrong_choice = name == where[1] and isinstance(
            bound.field, forms.ChoiceField | forms.ModelChoiceField
        )
        if not is_wrong_choice:
            assert [each for each in page.typed.get(name, []) if each] == as_sent(data[name]), (where, name)


def charter(cast: Cast) -> tuple[Any, dict[str, Any], str]:
    text = "# Charter\n\nWe meet on Mondays."
    members.revise_charter(group_id=cast.group.pk, text=text, note="", by=cast.by("staff"), at=cast.now)
    return (
        cast.group,
        {"text": "# Charter\n\nWe meet on Fridays.", "note": "day", "replaces": 1},
        "on Mondays",
    )


def version(cast: Cast) -> tuple[Any, dict[str, Any], str]:
    proposal = waiting(cast)
    projects.publish_version(
        proposal_id=proposal.pk,
        title="Theirs",
        summary="Theirs.",
        text="Who pays: all.",
        note="",
        by=cast.by("Hill alternate"),
        at=cast.now,
    )
    mine = {"title": "Mine", "summary": "Mine.", "text": "Who pays: we.", "note": "payer", "replaces": 1}
    return proposal, mine, "Who pays: all."


def revised(cast: Cast) -> tuple[Any, dict[str, Any], str]:
    proposal = draft(cast)
    seen = proposal.versions.get().at
    content = {"kind": proposal.kind, "title": "Ours", "summary": "Ours.", "name": proposal.name}
    projects.revise_draft(
        proposal_id=proposal.pk,
        **content,
        text="Who pays: all.",
        group_id=cast.group.pk,
        replaces=seen,
        by=cast.by("Hill alternate"),
        at=cast.now + timedelta(minutes=1),
    )
    mine = {**content, "group": cast.group.slug, "text": "Who pays: we.", "replaces": seen.isoformat()}
    return proposal, mine, "Who pays: all."


def test_a_stale_draft_shows_both_and_can_be_saved_again(cast: Cast):
    proposal, data, theirs = revised(cast)
    client, path = signed_in(cast, "Hill"), f"/proposals/{proposal.ref}/edit/"
    answer = send(client, path, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hal Hill saved this draft meanwhile." in page
    assert theirs in page
    saved = proposal.versions.get()
    typed = Page(page).typed
    assert {key: typed[key] for key in data} == {
        key: [value] for key, value in (data | {"replaces": saved.at.isoformat()}).items()
    }
    assert send(client, path, {key: typed[key][0] for key in data}).status_code == 303
    now_saved = proposal.versions.get()
    assert (now_saved.text, str(now_saved.author)) == ("Who pays: we.", "Hill Rep")


def test_a_draft_saves_itself_again_and_again_but_not_over_a_colleague(cast: Cast):
    proposal, data, theirs = revised(cast)
    client, path = signed_in(cast, "Hill"), f"/proposals/{proposal.ref}/edit/"
    by_script = {"headers": {"Accept": "application/json"}}
    stale = client.post(path, data, **by_script)
    assert (stale.status_code, proposal.versions.get().text) == (409, theirs)
    data["replaces"] = proposal.versions.get().at.isoformat()
    for text in ("First.", "Second.", "Second."):
        kept = client.post(path, {**data, "text": text}, **by_script)
        assert kept.status_code == 200
        data["replaces"] = kept.json()["replaces"]
    assert data["replaces"] == proposal.versions.get().at.isoformat()
    assert proposal.versions.get().text == "Second."


@pytest.mark.parametrize(
    ("name", "who", "overtaken", "door"),
    [
        ("revise_charter", "Lake", charter, Interface.PORTAL),
        ("revise_charter", "staff", charter, Interface.ADMIN),
        ("publish_version", "Hill", version, Interface.PORTAL),
    ],
)
def test_a_stale_version_shows_both_and_can_be_sent_again(cast: Cast, name, who, overtaken, door):
    case = next(each for each in CASES if each.name == name)
    subject, data, theirs = overtaken(cast)
    client, path, before = signed_in(cast, who), address(door, case, subject), Event.objects.count()
    answer = send(client, path, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert Event.objects.count() == before
    assert "meanwhile" in page
    assert theirs in page
    typed = Page(page).typed
    assert {key: typed[key] for key in data} == {
        key: [str(value)] for key, value in (data | {"replaces": 2}).items()
    }
    again = send(client, path, {key: typed[key][0] for key in data})
    assert again.status_code in {302, 303}
    assert Event.objects.count() == before + 1


def test_a_stale_vote_shows_both_and_replaces_only_when_told(cast: Cast):
    _, ballot = in_vote(cast)
    client = signed_in(cast, "River")
    check, sent = (
        reverse("check_vote", args=[ballot.pk]),
        {"choice": "for", "replaces": "0", "elector": "river"},
    )
    token = send(client, check, sent).context["token"]
    cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        choice="against",
        by=cast.by("River"),
        at=timezone.now(),
    )
    for answer in (
        send(client, check, sent),
        send(client, reverse("cast_vote", args=[ballot.pk]), {"vote": token, "step": "cast"}),
    ):
        assert answer.status_code == 409
        main = answer.content.decode().split("<main")[1]
        assert "not recorded" in main
        assert "Against" in main
        assert ">For<" in main
        assert Vote.objects.get().choice == "against"
    renewed = Page(main).typed["vote"][0]
    answer = send(client, reverse("cast_vote", args=[ballot.pk]), {"vote": renewed, "step": "cast"})
    assert answer.status_code == 303
    assert Vote.objects.get().choice == "for"


TOKENS = ["", "x", ":", "a:b:c", "::", "x" * 10_000, "\x00", "\ud800", "e30:1x:y"]


def test_a_tampered_vote_is_not_cast(cast: Cast):
    _, ballot = in_vote(cast)
    client, path = signed_in(cast, "River"), reverse("cast_vote", args=[ballot.pk])
    token = send(client, reverse("check_vote", args=[ballot.pk]), {"choice": "for"}).context["token"]
    head, *rest = token.split(":")
    foreign = send(
        signed_in(cast, "Lake"), reverse("check_vote", args=[ballot.pk]), {"choice": "for"}
    ).context["token"]
    forged = [*TOKENS, token[:-1], token[1:], ":".join([head + "x", *rest]), foreign, signing.dumps({"a": 1})]
    for each in forged:
        for step in ("cast", "change", "\x00"):
            answer = send(client, path, {"vote": each, "step": step})
            assert answer.status_code == 303, each
            assert answer["Location"] == path
            assert "Nothing was recorded" in client.get(path).content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sent_twice(cast: Cast, case: Case):
    """The second time it is done again to the same effect, or refused in words; never an error, no half of it."""
    subject, data = case.scene(cast)
    for door, name in doors_of(case):
        client, path = signed_in(cast, name), address(door, case, subject)
        with undone():
            assert send(client, path, data).status_code in {200, 302, 303}, door
            before = Event.objects.count()
            again = send(client, path, data)
            written = Event.objects.count() - before
            if again.status_code in {200, 302, 303}:
                assert not written, (door, Event.objects.last())
                continue
            assert again.status_code in {403, 404, 409, 422}, door
            assert not written, door
            assert len(words_of(again).split()) > 1, (door, again.status_code)
