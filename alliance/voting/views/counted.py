"""What pages show of a record of how an election was counted: a count's, or that of a ballot."""

from typing import Any

from alliance.voting import flow
from alliance.voting.matrix import pairs_of
from alliance.voting.methods import METHODS
from alliance.voting.methods.closeness import margins
from alliance.voting.methods.numbers import number, plain
from alliance.voting.methods.record import CountRecord
from alliance.voting.methods.rounds import round_table
from alliance.voting.totals import standing_chart, totals_chart
from alliance.web.parts import Fact

UNRANKED = {
    "last": "Candidates whom a ballot does not rank stand below all it ranks.",
    "excluded": "About candidates whom it does not rank a ballot says nothing.",
}
MOST_MARGINS = 6


def described(record: CountRecord) -> dict[str, Any]:
    """How the election was counted, in words."""
    return {
        "record": record,
        "method": METHODS.get(record["method"]["name"]),
        "quota": quota_of(record),
        "unranked": UNRANKED.get(record["options"].get("unranked") or ""),
        "seed": (record["options"].get("lot") or {}).get("seed", ""),
    }


def drawn(record: CountRecord) -> dict[str, Any]:
    """How it came out: every table and chart that the record has numbers for."""
    close = margins(record)
    return {
        "table": round_table(record),
        "table_caption": "Votes after every round, and the change in it",
        "panels": flow.panels(record),
        "pairs": pairs_of(record),
        "totals": totals_chart(record),
        "standing": standing_chart(record),
        "order": [each if isinstance(each, list) else [each] for each in record["order"] or []],
        "closest": close[0] if close else None,
        "margins": close[1 : MOST_MARGINS + 1],
    }


def quota_of(record: CountRecord) -> str:
    """The quota of the first round as people write it, empty when the method has none."""
    quota = record["quota"]
    return plain(number(quota["value"])) if quota and quota["value"] else ""


def figures_of(record: CountRecord) -> list[Fact]:
    """The figures of a count in a list."""
    given = record["input"]
    facts = [
        Fact("Seats", record["options"].get("seats") or len(record["elected"])),
        Fact("Candidates", len(given["candidates"]) - len(given["withdrawn"])),
        Fact("Valid ballots", plain(number(given["valid"]))),
        Fact("Blank ballots", plain(number(given["blank"]))),
    ]
    return [*facts, Fact("Quota", quota)] if (quota := quota_of(record)) else facts
