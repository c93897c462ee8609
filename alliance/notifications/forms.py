"""Input of the preferences page."""

from typing import Any

from django import forms

from alliance.notifications.queries import MailChoice


class MailForm(forms.Form):
    """Which kinds of notices to mail: one box for each kind that is a matter of choice."""

    def __init__(self, *args: Any, choices: dict[str, list[MailChoice]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for each in (row for rows in choices.values() for row in rows if row.verdict):
            attrs = {"aria-label": f"By e-mail: {each.kind.label}", "form": "mail"}
            box = forms.CheckboxInput(attrs=attrs)
            self.fields[each.kind.kind] = forms.BooleanField(initial=each.by_mail, required=False, widget=box)

    def row(self, choice: MailChoice) -> tuple[str, forms.BoundField | None, str]:
        """Label, box (None where locked) and the reason of the lock: one line of the matrix."""
        box = self[choice.kind.kind] if choice.verdict else None
        return choice.kind.label, box, choice.verdict.reason

    def wanted(self) -> list[str]:
        """Names of the kinds that are ticked."""
        return [name for name, ticked in self.cleaned_data.items() if ticked]
