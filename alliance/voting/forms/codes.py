"""A code as it is typed: the tracker of a secret ballot, or the receipt of a vote."""

import re

from django import forms
from django.views.decorators.debug import sensitive_variables

from alliance.voting.secrecy.tracker import Tracker, read_code
from alliance.voting.secrecy.withheld import SecrecyError

RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{12}")
_BETWEEN = re.compile(r"[\s\-‐‑‒–]")


class CodeForm(forms.Form):
    """One code; ``tracker`` or ``receipt`` is what it was read as."""

    use_required_attribute = False
    code = forms.CharField(
        label="Your code",
        max_length=60,
        error_messages={"required": "Type a code, such as K7QM-2F9D-XR4T-80BC."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    tracker: Tracker | None = None
    receipt = ""

    @sensitive_variables()
    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        signs = _BETWEEN.sub("", code).upper()
        if RECEIPT.fullmatch(signs):
            self.receipt = "-".join(signs[start : start + 4] for start in (0, 4, 8))
            return code
        try:
            self.tracker = read_code(code)
        except SecrecyError:
            raise forms.ValidationError(
                "A tracker has 16 letters and digits, a receipt 12. Hyphens and spaces do not matter."
            ) from None
        return code

    def refuse(self, message: str) -> None:
        """Say at the field that the code was not found."""
        self.add_error("code", message)
