"""Short ids in addresses: P-31, B-14."""

from functools import cache

from django.urls import register_converter


class ShortId:
    """``P-31`` in an address is the number 31 in the code."""

    prefix = ""
    regex = ""

    def to_python(self, value: str) -> int:
        return int(value.split("-", 1)[1])

    def to_url(self, value: int) -> str:
        return f"{self.prefix}-{value}"


class ProposalId(ShortId):
    prefix = "P"
    regex = r"P-[1-9][0-9]{0,15}"


class BallotId(ShortId):
    prefix = "B"
    regex = r"B-[1-9][0-9]{0,15}"


class CountId(ShortId):
    prefix = "C"
    regex = r"C-[1-9][0-9]{0,15}"


class ElectionId(ShortId):
    prefix = "E"
    regex = r"E-[1-9][0-9]{0,15}"


class RowId:
    """A row's number, within what the database can hold."""

    regex = r"[1-9][0-9]{0,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class DecisionRef:
    """``D-2026-22``, kept as text."""

    regex = r"D-[0-9]{4}-[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@cache
def register() -> None:
    """Make the converters known to the URL resolver."""
    register_converter(ProposalId, "proposal")
    register_converter(BallotId, "ballot")
    register_converter(CountId, "count")
    register_converter(ElectionId, "election")
    register_converter(DecisionRef, "decision")
    register_converter(RowId, "row")
