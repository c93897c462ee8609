"""Ballots of the portal as they are published: opened, voted, counted and written as the product does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from uuid import UUID

from alliance.charter.grammar import CHOICES, MotionRule
from alliance.voting import verification
from alliance.voting.methods import Lot, count
from alliance.voting.methods.motion import ClassVotes, count_motion
from alliance.voting.profiles import choices_of, options_for, profile_of
from alliance.voting.roll import RollLine
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind, Marks
from alliance.voting.secrecy.box import Box, make_box
from alliance.voting.secrecy.envelope import OpenedBallot, envelope_size
from alliance.voting.secrecy.tracker import TRACKER_BYTES, Tracker
from alliance.voting.sheets import roll_at_opening, roll_text
from tests.voting.verifier.elections import motion_at_random, rule_by_class_at_random
from tests.voting.verifier.folders import Files

SEED = "5eed" * 16


@dataclass(frozen=True)
class Held:
    """A ballot that was held: `marks` by the key of each line that took part, in any order.

    `changes` came upon the roll while it was open, and `lines` is the roll after them. Of a secret ballot the
    envelopes of `lost` did not open. `lot` has the source of the public value, and the value.
    """

    method: str
    form: BallotForm
    marks: Mapping[str, Marks]
    lines: Sequence[RollLine]
    level: str = "secret"
    counting: Mapping[str, Any] = field(default_factory=dict)
    rule: Mapping[str, Any] = field(default_factory=dict)
    publication: str = "public"
    published: str = "public"
    changes: Sequence[Mapping[str, Any]] = ()
    lost: frozenset[str] = frozenset()
    lot: tuple[str, str] | None = None
    chance: Random = field(default_factory=lambda: Random(7))

    @property
    def is_secret(self) -> bool:
        return self.level == "secret"

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest, with the roll as it was before the changes."""
        roll = roll_at_opening(self.lines, self.changes)
        return {
            "schema": "alliance.manifest/1",
            "ballot": "B-14",
            "key_ref": str(UUID(int=14)),
            "question": "Who shall sit on the board?",
            "body": "Members",
            "options": [
                {"name": name, "affiliation": "Lake", "meaning": f"{name} it is"}
                for name in self.form.options
            ],
            "form": self.form.recorded(),
            "method": self.method,
            "counting": dict(self.counting),
            "rule": dict(self.rule) or rule_of(self.method),
            "edition": {"label": "Charter 3", "digest": "c" * 64},
            "level": self.level,
            "publication": self.publication,
            "text_digest": "d" * 64,
            "roll": {
                "entitled": sum(row["entitled"] for row in roll),
                "electors": len(roll),
                "digest": hashlib.sha256(roll_text(roll).encode()).hexdigest(),
            },
            "public_key": "ab" * 32 if self.is_secret else None,
            "envelope_size": envelope_size(self.form) if self.is_secret else None,
            "lot": self.lot
            and {"commitment": hashlib.sha256(SEED.encode()).hexdigest(), "source": self.lot[0]},
        }

    @property
    def box(self) -> Box | None:
        if not self.is_secret:
            return None
        opened = [
            OpenedBallot(Tracker(self.chance.randbytes(TRACKER_BYTES)), Ballot(marks))
            for key, marks in self.marks.items()
            if key not in self.lost
        ]
        return make_box(opened, self.form, envelopes=len(self.marks), unopened=len(self.lost))

    @property
    def classes(self) -> dict[str, ClassVotes]:
        """The votes on a recorded motion by class of voters; a line without a class is in none."""
        seated = [line for line in self.lines if line.is_entitled or line.is_recused]
        return {
            name: ClassVotes(
                [
                    choice
                    for line in seated
                    if line.voter_class == name and line.slug in self.marks
                    for choice in choices_of(self.form, [self.marks[line.slug]]) * line.weight
                ],
                sum(line.weight for line in seated if line.voter_class == name and line.is_entitled),
                sum(line.weight for line in seated if line.voter_class == name),
            )
            for name in {line.voter_class for line in seated} - {""}
        }

    def record(self, box: Box | None) -> dict[str, Any]:
        """The result record, as the product counts."""
        weight = {line.slug: line.weight for line in self.lines}
        if box is not None:
            marks, weights = [ballot.marks for ballot in box.ballots], None
        else:
            marks, weights = list(self.marks.values()), [weight[key] for key in self.marks]
        eligible = sum(line.weight for line in self.lines if line.is_entitled)
        if self.method == "motion":
            seats = sum(line.weight for line in self.lines if line.is_entitled or line.is_recused)
            chosen = choices_of(self.form, marks)
            choices = [
                each
                for each, times in zip(chosen, weights or [1] * len(chosen), strict=True)
                for _ in range(times)
            ]
            rule = MotionRule.model_validate(self.rule)
            classes = self.classes if rule.classes_by else None
            return count_motion(rule, choices, eligible, seats=seats, classes=classes)
        seats, lot = self.counting["seats"], Lot()
        if self.lot is not None and bool(self.lot[0]) == bool(self.lot[1]):
            lot = Lot.drawn(f"{SEED}|{self.lot[1]}", self.form.options)
        title = self.manifest["question"]
        profile = profile_of(self.form, marks, seats=seats, title=title, weights=weights)
        return count(
            profile, self.method, options_for(self.method, self.counting, eligible=eligible, lot=lot)
        )

    def files(self, **shown: Any) -> Files:
        """The folder as the product writes it; `shown` are options of `verification.of_ballot`."""
        box = self.box
        return self.written(box, self.record(box), **shown)

    def written(self, box: Box | None, record: Mapping[str, Any], **shown: Any) -> Files:
        """The same, of a box and the record of its count."""
        receipts = {key: f"K7QM-2F9D-{number:04d}" for number, key in enumerate(sorted(self.marks))}
        given: dict[str, Any] = {
            "published": self.published,
            "turnout": {
                "entitled": sum(line.is_entitled for line in self.lines),
                "voted": len(self.marks),
                "needed": 0,
                "unopened": len(self.lost),
            },
            "lines": self.lines,
            "changes": self.changes,
            "receipts": receipts,
            "box": box,
            "votes": None if self.is_secret else self.marks,
            "lot": {"seed": SEED, "value": self.lot[1]} if self.lot else None,
            **shown,
        }
        return verification.of_ballot(self.manifest, record, "Check it yourself.\n", **given)


def rule_of(method: str) -> dict[str, Any]:
    """The rule of an election by this method."""
    return {"id": "board", "title": "The board", "election": {"method": {"name": method}}}


def line(name: str, **differs: Any) -> RollLine:
    """A line of the roll that may vote, unless it says otherwise."""
    given: dict[str, Any] = {"is_entitled": True, "reason": "Member in good standing", **differs}
    return RollLine(name, name.lower().replace(" ", "-"), **given)


def changed(before: RollLine, **differs: Any) -> tuple[RollLine, dict[str, Any]]:
    """The line after an objection was upheld, and the change as it is kept."""
    after = replace(before, **differs)
    change = {
        "key": before.slug,
        "before": verification.roll_row(before),
        "after": verification.roll_row(after),
        "reason": "Upheld objection",
        "at": "2026-03-04T12:00:00Z",
    }
    return after, change


# At random -------------------------------------------------------------------------------------------------

NAMES = ("Ann", "=Bob", 'Cat "C", jun.', "'Dan", "Łucja", "Eve", "-Finn")
CLASSES = ("", "@gold", "silver, or tin")
MEMBERS = ("Lake", "=Stone", 'River, "north"', "Forest")
STRICT = ("irv", "scottish-2007", "wigm-prf", "wigm-exact", "minneapolis-2013")
LOTS = (None, ("", ""), ("Numbers of the state lottery, 8 March", "4 8 15"), ("Index at noon", ""))
READERS = ("public", "members", "scrutineers", "aggregates")


def at_random(chance: Random, method: str) -> Held:
    """A small ballot of the portal that this method counts."""
    rule, form = rule_of(method), _form(chance, method)
    counting: dict[str, Any] = {"seats": chance.randint(1, min(3, len(form.options)))}
    if method == "motion":
        motion = motion_at_random(chance)[0]
        rule, counting = motion.model_dump(mode="json"), {}
    is_secret = chance.random() < 0.6
    lines, changes = _roll(chance, weighted=not is_secret and chance.random() < 0.4)
    voters = [each.slug for each in lines if each.is_entitled and chance.random() < 0.8]
    chance.shuffle(voters)
    wished = chance.randint(0, 3)
    return Held(
        method,
        form,
        {key: marked(chance, form) for key in voters},
        lines,
        level="secret" if is_secret else "recorded",
        counting=counting | _settings(chance, method, form.options),
        rule=rule,
        publication=READERS[wished],
        published=READERS[chance.randint(wished, 3)],
        changes=changes,
        lost=frozenset(key for key in voters if is_secret and chance.random() < 0.05),
        lot=chance.choice(LOTS),
        chance=chance,
    )


def by_class_at_random(chance: Random) -> Held:
    """A small recorded motion under a rule that asks by class of voters."""
    lines, changes = _roll(chance, weighted=chance.random() < 0.4)
    form = _form(chance, "motion")
    voters = [each.slug for each in lines if each.is_entitled and chance.random() < 0.8]
    chance.shuffle(voters)
    return Held(
        "motion",
        form,
        {key: marked(chance, form) for key in voters},
        lines,
        level="recorded",
        rule=rule_by_class_at_random(chance, [*CLASSES, "nobody's"]).model_dump(mode="json"),
        changes=changes,
    )


def _form(chance: Random, method: str) -> BallotForm:
    names = NAMES[: chance.randint(2, len(NAMES))]
    most = chance.choice((None, chance.randint(1, len(names))))
    if method == "motion":
        return BallotForm(Kind.CHOICE, CHOICES, blank=False)
    if method == "score":
        return BallotForm(Kind.SCORES, names, top=chance.choice((1, 5, 100)), most=most)
    kind = {"approval": Kind.APPROVALS, "plurality": Kind.CHOICE}.get(method, Kind.RANKING)
    if method in ("plurality", "approval") and chance.random() < 0.4:
        kind = Kind.RANKING
    equal = kind is Kind.RANKING and method not in STRICT and chance.random() < 0.6
    return BallotForm(kind, names, most=most, equal_ranks=equal, blank=chance.random() < 0.8)


def marked(chance: Random, form: BallotForm) -> Marks:
    """A ballot of the form."""
    most = 1 if form.kind is Kind.CHOICE else form.most or len(form.options)
    names = chance.sample(form.options, chance.randint(0 if form.blank else 1, most))
    if not names:
        return form.nothing().marks
    if form.kind is Kind.SCORES:
        return form.scores({name: chance.randint(0, form.top or 1) for name in names}).marks
    if form.kind is not Kind.RANKING:
        return (form.choice(names[0]) if form.kind is Kind.CHOICE else form.approvals(names)).marks
    places: list[list[str]] = []
    for name in names:
        if places and form.equal_ranks and chance.random() < 0.3:
            places[-1].append(name)
        else:
            places.append([name])
    return form.ranking(places).marks


def _roll(chance: Random, *, weighted: bool) -> tuple[list[RollLine], list[dict[str, Any]]]:
    lines, changes = [], []
    for number in range(chance.randint(1, 14)):
        entitled = chance.random() < 0.85
        each = line(
            f"{chance.choice(MEMBERS)} {number}",
            unit=chance.choice(("organization", "person")),
            affiliation=chance.choice(("", "Lake")),
            voter_class=chance.choice(CLASSES),
            is_entitled=entitled,
            is_recused=not entitled and chance.random() < 0.4,
            weight=chance.choice((1, 2, 5)) if weighted else 1,
        )
        if chance.random() < 0.06:
            each, change = changed(each, is_entitled=not entitled, is_recused=False, reason="Upheld")
            changes.append(change)
        lines.append(each)
    chance.shuffle(lines)
    return lines, changes


def _settings(chance: Random, method: str, names: Sequence[str]) -> dict[str, Any]:
    if method == "motion":
        return {}
    found: dict[str, Any] = {}
    if method != "debian" and chance.random() < 0.3:
        found["unranked"] = chance.choice(("last", "excluded", None))
    if method == "debian":
        found["default_option"] = chance.choice(names)
        found["ratios"] = {names[0]: "3/2"} if chance.random() < 0.3 else {}
    if chance.random() < 0.3:
        found["cap"] = {
            "limit": chance.choice((1, "2", "1/3")),
            "size": 7,
            "groups": {name: chance.choice(("North", "South")) for name in names if chance.random() < 0.7},
            "sitting": chance.choice(({}, {"North": 1})),
        }
    if method in (*STRICT, "meek-prf") and chance.random() < 0.1:
        found["first_excluded"] = [chance.choice(names)]
    return found


def waits_for_a_lot(record: Mapping[str, Any]) -> bool:
    """Whether a tie is left to a lot: then nothing is published before it is drawn."""
    by_lot = [tie for tie in record["ties"] if tie["is_lot"] and tie.get("is_decisive", True)]
    return bool(record["undecided"] or by_lot)
