"""The pages of the operations that carry a ballot through its life; each leads back to its desk."""

from typing import Any

from django.urls import URLPattern, path, reverse

from alliance.voting import operations
from alliance.voting.actions import rules_on_offer
from alliance.voting.models import Ballot, Objection
from alliance.web.operations import Operation, OperationForm
from alliance.web.parts import Crumb
from alliance.web.portal import OperationView


class LifeView(OperationView):
    """A form page of those who run a ballot: from the desk and back to it."""

    def next_url(self, result: Any) -> str:  # noqa: ANN401
        ballot = result if isinstance(result, Ballot) else self.subject
        return reverse("manage_ballot", args=[ballot.pk])

    def context(self) -> dict[str, Any]:
        crumbs = [Crumb("Ballots", reverse("ballots"))]
        if self.subject is None:
            return {"crumbs": [*crumbs, Crumb(self.operation.label)]}
        desk = reverse("manage_ballot", args=[self.subject.pk])
        crumbs += [Crumb(self.subject.ref, self.subject.get_absolute_url()), Crumb("Manage", desk)]
        return {"subject_url": desk, "crumbs": [*crumbs, Crumb(self.operation.label)]}


class WritingView(LifeView):
    """Writing a ballot: the rules on offer are explained before one is chosen."""

    def context(self) -> dict[str, Any]:
        offered = {} if self.subject is not None else rules_on_offer(self.at)
        return {**super().context(), "offered": offered}


class ObjectionView(OperationView):
    """Raising or answering an objection: the line, or the objection, that a link named is chosen."""

    def make_form(self, data: Any = None, files: Any = None) -> OperationForm:  # noqa: ANN401
        asked = {name: value for name, value in self.request.GET.items() if "\0" not in value}
        return self.operation.form(data, files, initial=asked, by=self.by, subject=self.subject, at=self.at)

    def next_url(self, result: Any) -> str:  # noqa: ANN401
        if isinstance(result, Objection):
            return result.get_absolute_url()
        return super().next_url(result)

    def context(self) -> dict[str, Any]:
        crumbs = [
            Crumb("Ballots", reverse("ballots")),
            Crumb(self.subject.ref, self.subject.get_absolute_url()),
            Crumb("Objections", reverse("ballot_objections", args=[self.subject.pk])),
            Crumb(self.operation.label),
        ]
        return {**super().context(), "crumbs": crumbs}


VIEWS: list[tuple[Operation, type[OperationView]]] = [
    (operations.DRAFT_BALLOT, WritingView),
    (operations.REVISE_BALLOT, WritingView),
    (operations.FREEZE_BALLOT, LifeView),
    (operations.ANNOUNCE_BALLOT, LifeView),
    (operations.OPEN_BALLOT, LifeView),
    (operations.CERTIFY_BALLOT, LifeView),
    (operations.DRAW_LOT, LifeView),
    (operations.RAISE_OBJECTION, ObjectionView),
    (operations.ANSWER_OBJECTION, ObjectionView),
]


def life_urls() -> list[URLPattern]:
    """The addresses of these pages."""
    return [
        path(operation.route(), view.as_view(operation=operation), name=operation.name)
        for operation, view in VIEWS
    ]
