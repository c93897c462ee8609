"""The votes on a motion by class of voters, for the pages that show a result."""

from collections.abc import Mapping
from typing import Any

from django import template

from alliance.voting.methods.classes import ClassTable, class_table

register = template.Library()


@register.filter
def by_class(record: Mapping[str, Any]) -> ClassTable | None:
    """The table of a result record; None where its rule does not ask by class."""
    return class_table(record)
