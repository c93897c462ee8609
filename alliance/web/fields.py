"""Form fields that parse what people and programs send."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1900, 2200
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise ValidationError("Remove the invisible control characters from this text.", code="control")
    return text


class Line(forms.CharField):
    """One line of plain text."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:  # noqa: ANN401
        return " ".join(_clean(super().to_python(value) or "").split())


class Passage(forms.CharField):
    """Several lines of text, in Markdown where the page says so."""

    def __init__(self, *, max_length: int = 5_000, rows: int = 6, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:  # noqa: ANN401
        return _clean((super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n"))


def in_our_times(when: date) -> None:
    """Refuses days that no alliance knows and no database converts between zones."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        message = f"Give a year from {FIRST_YEAR} to {LAST_YEAR}."
        raise ValidationError(message, code="year")


class Moment(forms.DateTimeField):
    """A date and time of day, read in the zone that the page names; programs send ISO 8601 with an offset."""

    default_validators = [in_our_times]
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}, format="%Y-%m-%dT%H:%M")


class Day(forms.DateField):
    """A calendar day."""

    default_validators = [in_our_times]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Choices(forms.ChoiceField):
    """A few options, all visible."""

    widget = forms.RadioSelect


class PersonField(forms.ModelChoiceField[Any]):
    """A person, chosen by name; programs send the handle."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("to_field_name", "handle")
        super().__init__(**kwargs)


class OrganizationField(forms.ModelChoiceField[Any]):
    """An organization, chosen by name; programs send the slug."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("to_field_name", "slug")
        super().__init__(**kwargs)
