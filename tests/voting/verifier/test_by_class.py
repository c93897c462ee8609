"""Motions that are counted by class of voters: what is compared, and what a forger may change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from alliance.voting import verify
from tests.voting.verifier.folders import Files, with_text
from tests.voting.verifier.test_every_leaf import leaves
from tests.voting.verifier.test_portal_every_value import changes, is_found
from tests.voting.verifier.test_portal_tampering import (
    by_class,
    in_cell,
    in_json,
    open_motion,
    secret_motion,
    with_json,
    with_rows,
    without,
)
from tests.voting.verifier.test_tampering import put

FJORD = "fjord,Fjord,organization,,,'=school"


def without_names() -> Files:
    return without(by_class(), "roll.csv", "roll-changes.json", "register.csv", "rollcall.csv")


def exchanged(files: Files) -> Files:
    """The votes of a class exchanged with those of another, the votes of all as they were."""
    found = json.loads(files["choices.json"])["classes"]
    moved = {"=school": {**found["=school"], "choices": ["against", "for"]}}
    moved["state"] = {**found["state"], "choices": ["abstain", "for", "for"]}
    return with_json(files, "choices.json", lambda data: data["classes"].update(moved))


def turned(rows: list[str]) -> None:
    """Two votes of different classes exchanged in the roll call: in all they are as many as before."""
    fjord, lake = (
        next(at for at, row in enumerate(rows) if row.startswith(name)) for name in ("fjord", "lake")
    )
    rows[fjord], rows[lake] = "fjord,Fjord,1,,1,", "lake,Lake,1,1,,"


FORGERIES: dict[str, tuple[Callable[[], Files], str]] = {
    "a vote more in a class": (
        in_json(by_class, "record.json", "classes", "=school", "for", 3),
        "In the class “=school”, the number of for: the record says 3, the recount 2",
    ),
    "a class of another size": (
        in_json(by_class, "record.json", "classes", "state", "eligible", 3),
        "In the class “state”, the number of eligible: the record says 3, the recount 4",
    ),
    "a class left out of the record": (
        lambda: with_json(by_class(), "record.json", lambda record: record["classes"].pop("state")),
        "The classes of the record: “state” is missing",
    ),
    "a class invented in the record": (
        in_json(by_class, "record.json", "classes", "press", {}),
        "The classes of the record: “press” is not known",
    ),
    "a number left out of a class": (
        lambda: with_json(by_class(), "record.json", lambda record: record["classes"]["state"].pop("cast")),
        "In the class “state”, the number of cast: the record says null",
    ),
    "no classes in the record": (
        lambda: with_json(by_class(), "record.json", lambda record: record.pop("classes")),
        "record.json has classes where the rule asks for none, or none where it does",
    ),
    "classes that nobody asked for": (
        in_json(open_motion, "record.json", "classes", {}),
        "record.json has classes where the rule asks for none, or none where it does",
    ),
    "no classes beside the votes": (
        lambda: with_json(by_class(), "choices.json", lambda votes: votes.pop("classes")),
        "choices.json has classes where the rule asks for none",
    ),
    "votes of classes that nobody asked for": (
        in_json(open_motion, "choices.json", "classes", {}),
        "choices.json has classes where the rule asks for none",
    ),
    "votes of two classes exchanged": (
        lambda: exchanged(by_class()),
        'How often "for" was voted in “=school”: rollcall.csv says 2, choices.json 1',
    ),
    "the same where no names are shown": (
        lambda: exchanged(without_names()),
        "In the class “=school”, the number of for: the record says 2, the recount 1",
    ),
    "a class renamed": (
        lambda: with_text(by_class(), "choices.json", '"=school"', '"Aschool"'),
        'The classes: choices.json says ["Aschool","company","state"], roll.csv ["=school","company"',
    ),
    "votes of a class in another order": (
        in_json(without_names, "choices.json", "classes", "state", "choices", ["for", "against"]),
        "choices.json is not in its canonical form: the choices in the class “state” are not sorted",
    ),
    "an answer that is none, in a class": (
        in_json(without_names, "choices.json", "classes", "state", "choices", ["against", "maybe"]),
        "“maybe” in the class “state” is an option of the rule",
    ),
    "more votes than entitled in a class": (
        in_json(without_names, "choices.json", "classes", "=school", "eligible", 1),
        "No more votes than entitled in the class “=school”",
    ),
    "a class with more entitled than in all": (
        lambda: with_json(
            without_names(),
            "choices.json",
            lambda votes: votes["classes"]["state"].update(eligible=9, seats=9),
        ),
        "No more of “eligible” in all classes than in all",
    ),
    "fewer entitled in a class": (
        in_json(by_class, "choices.json", "classes", "company", "eligible", 4),
        "The votes of those entitled in “company”: choices.json says 4, roll.csv 5",
    ),
    "the recused of a class left out": (
        in_json(by_class, "choices.json", "classes", "=school", "seats", 2),
        "The same with those recused in “=school”: choices.json says 2, roll.csv 3",
    ),
    "a member moved to another class": (
        in_cell(by_class, "roll.csv", FJORD, FJORD.replace("'=school", "state")),
        "The votes of those entitled in “=school”: choices.json says 2, roll.csv 1",
    ),
    "two votes exchanged in the roll call": (
        lambda: with_rows(by_class(), "rollcall.csv", turned),
        'How often "for" was voted in “=school”: rollcall.csv says 1, choices.json 2',
    ),
    "another condition on classes": (
        lambda: both(put("rule", "passes", "all", 1, "gte", 1, 3)),
        "Whether the condition of passing is met: the record says true, the recount false",
    ),
    "another condition on a class": (
        lambda: both(put("rule", "quorum", "all", 1, "gte", 1, 3)),
        "Whether the quorum is met: the record says true, the recount false",
    ),
    "a condition on a class that nobody is of": (
        lambda: both(put("rule", "quorum", "all", 1, "gte", 0, "in_class", "member_class", "press")),
        "Whether the quorum is met: the record says true, the recount false",
    ),
}  # fmt: skip


def both(change: Callable[[dict[str, Any]], object]) -> Files:
    """The same change of the rule in the record and in the manifest."""
    return with_json(with_json(by_class(), "record.json", change), "manifest.json", change)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(name: str) -> None:
    forged, said = FORGERIES[name]
    with pytest.raises(verify.Wrong) as found:
        verify.check(forged())
    assert said in str(found.value)
    assert str(found.value).endswith(".")


def test_each_has_a_sentence_of_its_own() -> None:
    sentences = []
    for forged, _ in FORGERIES.values():
        with pytest.raises(verify.Wrong) as found:
            verify.check(forged())
        sentences.append(str(found.value))
    assert len(set(sentences)) >= 18


@pytest.mark.parametrize("name", ["record.json", "choices.json"])
@pytest.mark.parametrize("base", [by_class, without_names], ids=lambda base: base.__name__)
def test_every_value_of_a_class_is_compared(base: Callable[[], Files], name: str) -> None:
    assert [path for path in leaves(json.loads(base()[name])) if path[0] == "classes"]
    missed = [path for path, forged in changes(base(), name) if path[0] == "classes" and not is_found(forged)]
    assert not missed


def test_without_names_it_still_counts() -> None:
    told = verify.check(without_names())
    assert told.startswith("Everything agrees: 7 for, 2 against, 1 abstained, and the outcome is “passed”.")
    assert "not checked: rollcall.csv, roll.csv and register.csv." in told


def test_what_it_does_not_know() -> None:
    two = {"gte": [{"in_class": {"member_tier": "gold"}, "tally": "for"}, 1]}
    with pytest.raises(verify.CannotTell, match="votes counted by member_class and member_tier at once"):
        verify.check(both(put("rule", "passes", "all", 1, two)))
    rule = json.loads(by_class()["manifest.json"])["rule"]
    with pytest.raises(verify.CannotTell, match="secret ballots that are counted by class"):
        verify.check(with_json(secret_motion(), "manifest.json", put("rule", rule)))
