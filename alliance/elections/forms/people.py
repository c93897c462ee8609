"""Fields that name people, and lists of lines."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from alliance.accounts.models import User
from alliance.web.fields import Line, Passage
from alliance.web.operations import OperationForm

_SIZE = re.compile(r"([a-z0-9][a-z0-9-]{0,79})\s*[:=]\s*([0-9]{1,3})")


class AccountField(Line):
    """Somebody with an account: by e-mail address, by the last part of the address of their page, or by a
    name that only one person has."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- a User, or None
        text = super().clean(value)
        if not text:
            return None
        named = Q(email__iexact=text) | Q(handle=text) | Q(name__iexact=text)
        found = list(User.objects.filter(named, is_active=True)[:2])
        if not found:
            message = f"Nobody with an account is called “{text[:60]}”. Give the e-mail address."
            raise ValidationError(message, code="unknown")
        if len(found) > 1:
            message = f"Several people are called “{text[:60]}”. Give the e-mail address."
            raise ValidationError(message, code="several")
        return found[0]


class PeopleForm(OperationForm):
    """A form some of whose fields name people: they become ``<name>_id``."""

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        for name, field in self.fields.items():
            if isinstance(field, AccountField):
                person = found.pop(name)
                found[f"{name}_id"] = None if person is None else person.pk
        return found


class LinesField(Passage):
    """Texts, one a line."""

    def __init__(self, *, most: int, longest: int = 300, rows: int = 6, **kwargs: Any) -> None:  # noqa: ANN401
        self.most, self.longest = most, longest
        super().__init__(max_length=most * (longest + 1), rows=rows, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- a list of lines
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            message = f"These are {len(lines)} lines; {self.most} are the most."
            raise ValidationError(message, code="many")
        if too_long := next((line for line in lines if len(line) > self.longest), None):
            message = f"“{too_long[:40]}…” is longer than {self.longest} characters."
            raise ValidationError(message, code="long")
        return lines


class SizesField(LinesField):
    """A number for each group of seats, one a line: ``enterprise: 4``."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(most=30, longest=100, rows=3, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- a mapping of groups to numbers
        found = {}
        for line in super().clean(value):
            match = _SIZE.fullmatch(line)
            if match is None:
                message = f"Write a group and a number, such as “enterprise: 4”, in place of “{line[:40]}”."
                raise ValidationError(message, code="line")
            found[match[1]] = int(match[2])
        return found
