"""Input of giving a proxy and taking it back."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from alliance.voting.forms.ballots import ElectorField
from alliance.voting.models import Elector, RollPerson
from alliance.voting.rules import primary_lines
from alliance.voting.states import Capacity
from alliance.web.operations import OperationForm


class NameProxyForm(OperationForm):
    """Which of the own lines is voted for by whom."""

    elector = ElectorField(
        label="Your line",
        required=False,
        empty_label=None,
        help_text="The line whose proxy you give. May be left out when there is only one.",
    )
    holder = ElectorField(
        label="Who votes for it",
        empty_label=None,
        help_text="Whoever votes for this line of the roll votes for yours as well. You can still vote "
        "yourself; whoever casts last before the close counts.",
    )

    def prepare(self) -> None:
        self.own = primary_lines(self.by, self.subject)
        self.fields["elector"].queryset = self.own  # type: ignore[attr-defined]
        acting = RollPerson.objects.filter(elector=OuterRef("pk")).acting().exclude(capacity=Capacity.PROXY)
        others = self.subject.electors.filter(Exists(acting)).exclude(
            pk__in=self.own.values("pk") if self.own.count() == 1 else []
        )
        self.fields["holder"].queryset = others  # type: ignore[attr-defined]

    def clean_elector(self) -> Elector:
        elector: Elector | None = self.cleaned_data["elector"]
        if elector is None:
            lines = list(self.own)
            if len(lines) != 1:
                names = ", ".join(line.name for line in lines)
                raise forms.ValidationError(f"Say for which line you give the proxy: {names}.")
            elector = lines[0]
        return elector

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("holder") is not None and given.get("holder") == given.get("elector"):
            self.add_error("holder", "A line holds no proxy of its own. Choose another one.")
        return given

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        del found["holder_id"]
        return {**found, "holder": self.cleaned_data["holder"].slug}


class ProxyField(forms.ModelChoiceField[Any]):
    """Somebody who holds a proxy, sent by the number of the place on the roll."""

    def label_from_instance(self, obj: RollPerson) -> str:
        return f"{obj.name}, for {obj.elector.name}"


class RevokeProxyForm(OperationForm):
    """Which proxy is taken back."""

    person = ProxyField(label="Proxy", queryset=RollPerson.objects.none(), empty_label=None)

    def prepare(self) -> None:
        self.fields["person"].queryset = RollPerson.objects.filter(  # type: ignore[attr-defined]
            elector__in=primary_lines(self.by, self.subject), capacity=Capacity.PROXY, struck_at=None
        ).select_related("elector")
