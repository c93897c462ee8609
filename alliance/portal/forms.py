"""Input of the portal's own pages."""

from datetime import datetime, timedelta

from django import forms

from alliance.accounts.models import Scope
from alliance.web.fields import Choices, Line
from alliance.web.parts import Explained

LIFETIMES = {"30": "30 days", "90": "90 days", "365": "One year", "never": "No end"}


class TokenForm(forms.Form):
    """A new access token."""

    use_required_attribute = False

    name = Line(label="Name", max_length=80, help_text="What uses it, such as “nightly export”.")
    scope = Choices(
        label="What it may do",
        initial=Scope.READ,
        choices=[
            (Scope.READ, Explained("Read", "Everything that you can read.")),
            (Scope.ACT, Explained("Read and act", "Also vote, review and propose in your name.")),
        ],
    )
    days = Choices(
        label="Valid for",
        initial="90",
        choices=list(LIFETIMES.items()),
    )

    def expires_at(self, at: datetime) -> datetime | None:
        """The end of the lifetime chosen; None for no end."""
        days = self.cleaned_data["days"]
        return None if days == "never" else at + timedelta(days=int(days))
