"""Input of the preferences page."""

from typing import Any

from django import forms

from alliance.notifications.queries import MailChoice
from alliance.web.parts import Explained


class MailForm(forms.Form):
    """Which kinds of notices to mail, topic by topic; duties are shown ticked and cannot be changed."""

    def __init__(self, *args: Any, choices: dict[str, list[MailChoice]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for rows in choices.values():
            for row in rows:
                self.fields[row.kind.kind] = forms.BooleanField(
                    label=Explained(row.kind.label),
                    help_text=row.verdict.reason,
                    initial=row.by_mail,
                    required=False,
                    disabled=not row.verdict,
                )

    def wanted(self) -> list[str]:
        """Names of the kinds that are ticked."""
        return [name for name, ticked in self.cleaned_data.items() if ticked]
