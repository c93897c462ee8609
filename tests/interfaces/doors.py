"""The three doors, knocked on alike: what came of it, as one comparable value."""

from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.test import Client
from django.urls import reverse

from alliance.audit.models import Event
from alliance.kernel.actor import Interface
from tests.cast import Cast
from tests.interfaces.scenes import Case


@dataclass(frozen=True)
class Outcome:
    """Performed (with the new events' kinds) or refused (with the words)."""

    done: bool
    words: str = ""
    events: tuple[str, ...] = ()


def client_for(cast: Cast, name: str) -> Client:
    """A browser signed in as that person of the cast; ``nobody`` is signed in and has no role."""
    client = Client(raise_request_exception=False)
    client.force_login(user_named(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def user_named(cast: Cast, name: str) -> Any:
    from alliance.accounts.models import User

    if name == "staff":
        return cast.staff
    if name == "nobody":
        return User.objects.filter(email="nobody@example.org").first() or User.objects.create_user(
            "nobody@example.org", name="Nora Nobody"
        )
    return cast.people[name]


def knock(door: Interface, case: Case, client: Client, subject: Any, data: dict[str, Any]) -> Outcome:
    """Perform the operation through that door."""
    for sent in data.values():
        if isinstance(sent, File):
            sent.seek(0)
    before = set(Event.objects.values_list("pk", flat=True))
    answer = {Interface.PORTAL: portal, Interface.API: api, Interface.ADMIN: admin}[door](
        case, client, subject, data
    )
    written = Event.objects.exclude(pk__in=before).order_by("pk")
    assert {event.interface for event in written} <= {door.value}
    kinds = tuple(event.kind for event in written)
    assert answer.status_code < 500, (door, case.name, answer.status_code)
    if answer.status_code in {200, 201, 204, 302, 303}:
        assert answer.status_code != 302 or "/account/login" not in answer["Location"]
        return Outcome(done=True, events=kinds)
    assert not kinds, (door, case.name, "a refusal left a trace")
    assert answer.status_code in {403, 404, 409, 422}, (door, case.name, answer.status_code, words_of(answer))
    return Outcome(done=False, words=words_of(answer))


def words_of(answer: Any) -> str:
    """The sentence with which a door refused."""
    if answer.status_code == 404:
        return "not found"
    if answer["Content-Type"].startswith("application/problem+json"):
        body = answer.json()
        return (
            " ".join(each for errors in body["errors"].values() for each in errors)
            if "errors" in body
            else str(body["detail"])
        )
    context = answer.context or {}
    if context.get("reason"):
        return str(context["reason"])
    form = context.get("form")
    return " ".join(str(error) for errors in form.errors.values() for error in errors) if form else ""


def portal(case: Case, client: Client, subject: Any, data: dict[str, Any]) -> Any:
    if case.name == "cast_vote":
        return vote(client, subject, data)
    return client.post(case.operation.portal_url(subject), data)


def vote(client: Client, ballot: Any, data: dict[str, Any]) -> Any:
    """Choose, check, cast: the last page's form is sent as the browser would."""
    answer = client.post(reverse("check_vote", args=[ballot.pk]), data)
    if answer.status_code != 200:
        return answer
    sealed = {"vote": answer.context["token"], "step": "cast"}
    return client.post(reverse("cast_vote", args=[ballot.pk]), sealed)


def api(case: Case, client: Client, subject: Any, data: dict[str, Any]) -> Any:
    operation = case.operation
    args = [] if operation.creates else [operation.resource.key(subject)]
    form = {} if operation.takes_files else {"content_type": "application/json"}
    return client.post(reverse(f"api-{case.name}", args=args), data, **form)


def admin(case: Case, client: Client, subject: Any, data: dict[str, Any]) -> Any:
    args = [] if case.operation.creates else [subject.pk]
    return client.post(reverse(f"admin:do_{case.name}", args=args), data)
