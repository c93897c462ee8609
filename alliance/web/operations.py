"""An operation: one action as it is offered at every door.

The portal page, the API endpoint and the admin button of an action are all made from one ``Operation``, so
they ask the same verdict, read the same form and call the same function. Each app lists its own in
``operations.py``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, Verdict

ALL_DOORS = frozenset({Interface.PORTAL, Interface.API, Interface.ADMIN})


class OperationForm(forms.Form):
    """Parses the input of an operation; fields bear the names of the action's arguments."""

    use_required_attribute = False

    def __init__(self, *args: Any, by: Actor, subject: Any = None, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401
        self.by, self.subject, self.at = by, subject, at
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices and set initial values, knowing who asks about what."""

    def overtaken_by(self) -> Any:  # noqa: ANN401
        """What appeared while this form was open, to be shown beside what was typed; mostly nothing."""
        return None

    def arguments(self) -> dict[str, Any]:
        """The action's keyword arguments; model instances become ``<name>_id``."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if isinstance(self.fields[name], forms.ModelChoiceField) and not isinstance(
                self.fields[name], forms.ModelMultipleChoiceField
            ):
                found[f"{name}_id"] = value.pk if value is not None else None
            elif isinstance(value, models.QuerySet):
                found[f"{name}_ids"] = [each.pk for each in value]
            else:
                found[name] = value
        return found


class ReplacingForm(OperationForm):
    """Writes the successor of a numbered version; its hidden field ``replaces`` says which one the writer
    saw."""

    def latest(self) -> Any:  # noqa: ANN401
        """The version that stands now."""
        raise NotImplementedError

    def mark(self, latest: Any) -> str:  # noqa: ANN401
        """What ``replaces`` says of a version."""
        return str(latest.number)

    def overtaken_by(self) -> Any:  # noqa: ANN401
        """The version that appeared meanwhile. What is sent next replaces that one: its writer has seen it
        now."""
        latest = self.latest()
        if latest is None or not self.is_bound or "replaces" in self.errors:
            return None
        if self["replaces"].value() in {"", None, self.mark(latest)}:
            return None
        self.data = {**dict(self.data.items()), "replaces": self.mark(latest)}
        return latest


@dataclass(frozen=True)
class Resource:
    """A kind of object with a public address, the same in the portal and in the API."""

    name: str
    plural: str
    model: type[models.Model]
    visible: Callable[[Actor], models.QuerySet[Any]]
    converter: str = "slug"
    lookup: str = "slug"

    def find(self, key: Any, *, by: Actor) -> Any:  # noqa: ANN401 -- an instance of self.model
        """The object, if this reader may know that it exists.

        Raises:
            Http404: it does not exist, or is not theirs to see (the answer is the same).
        """
        found = self.visible(by).filter(**{self.lookup: key}).first()
        if found is None:
            message = f"No {self.name} {key}"
            raise Http404(message)
        return found

    def key(self, subject: models.Model) -> Any:  # noqa: ANN401
        """What stands in the object's address."""
        return getattr(subject, self.lookup)

    def url(self, subject: models.Model) -> str:
        """The object's page in the portal."""
        return reverse(self.name, args=[self.key(subject)])


@dataclass(frozen=True)
class Operation:
    """One action at its doors.

    ``name`` is the action's own and the portal's URL name; ``path`` the last part of its address.
    ``subject_argument``
    is the action's keyword for the object's id; without one the operation creates an object of ``resource``.
    ``may`` is asked with (actor, subject or None, instant). ``doors`` leaves one out only with
    ``not_offered``: why.
    """

    name: str
    path: str
    label: str
    summary: str
    resource: Resource
    action: Callable[..., Any]
    may: Callable[[Actor, Any, datetime], Verdict]
    form: type[OperationForm] = OperationForm
    subject_argument: str = ""
    returns: Resource | None = None
    done: str = "Done."
    danger: bool = False
    primary: bool = False
    template: str = "operation.html"
    portal_view: bool = True
    doors: frozenset[Interface] = ALL_DOORS
    not_offered: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def creates(self) -> bool:
        return not self.subject_argument

    @property
    def takes_files(self) -> bool:
        """Whether its input comes with a file: sent as ``multipart/form-data`` at every door."""
        return any(isinstance(each, forms.FileField) for each in self.form.base_fields.values())

    @property
    def result(self) -> Resource:
        """The kind of object the action gives back."""
        return self.returns or self.resource

    def route(self) -> str:
        """The address below the portal's or the API's root."""
        middle = "" if self.creates else f"<{self.resource.converter}:key>/"
        return f"{self.resource.plural}/{middle}{self.path}/"

    def portal_url(self, subject: Any = None) -> str:  # noqa: ANN401
        return reverse(self.name, args=[] if self.creates else [self.resource.key(subject)])

    def perform(self, *, form: OperationForm, subject: Any, by: Actor, at: datetime) -> Any:  # noqa: ANN401
        """Call the action with a valid form's arguments.

        Raises:
            Refused: the action's own verdict, taken under its lock.
        """
        arguments = form.arguments()
        if self.subject_argument:
            arguments[self.subject_argument] = subject.pk
        return self.action(**arguments, by=by, at=at)


@dataclass(frozen=True)
class Offer:
    """An operation as offered to one actor for one object: enabled, or greyed with the reason."""

    operation: Operation
    verdict: Verdict
    url: str

    @property
    def label(self) -> str:
        return self.operation.label


def offers(
    operations: Iterable[Operation],
    *,
    subject: Any,  # noqa: ANN401 -- an instance of the operations' model
    by: Actor,
    at: datetime,
) -> Iterator[Offer]:
    """What to show beside an object: possible operations, and those that only the moment forbids.

    What is not this person's business at all (``Forbidden``) is left out.
    """
    for operation in operations:
        verdict = operation.may(by, subject, at)
        if verdict.refusal is Forbidden:
            continue
        try:
            url = operation.portal_url(subject)
        except NoReverseMatch:
            continue
        yield Offer(operation, verdict, url)
