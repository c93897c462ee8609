# ruff: noqa: E501  # tables of cases read best unbroken
"""Worked examples of every kind: right ones pass, wrong ones refuse the charter with line and what came out."""

import pytest

from alliance.charter.grammar import CharterError, parse_charter

CHARTER = """charter: {id: a, edition: "1"}
bodies:
  toc:
    seats:
      - {group: gold, ratio: {per: {member_tier: gold}, of: 5, max: 3}}
      - {group: elected, count: 7, filled_by: {rule: election}, term: P2Y, stagger: {cohorts: [4, 3], every: P1Y}}
    caps: [{per: employer, max: {frac: 1/3, of: seats}}]
    standing:
      - {id: misses, lose: {consecutive_absences: 3}, regain: {consecutive_attendances: 2, restored_at: last_of_them}}
      - {id: active, hold: {window: P6M, where: {gte: [attended, 1]}}}
rules:
  meeting:
    ballot:
      electorate: {body: toc}
      quorum: {gte: [present, {frac: 2/3, of: seats}]}
      passes: {gt: [for, {frac: 1/2, of: present}]}
      void_if: [{gte: [meeting_requests, 2]}]
    reapply_after: P6M
  balanced:
    ballot: {electorate: {body: toc}, passes: {gte: [{classes: {by: kind, where: {gte: [for, 1]}}}, 2]}}
  both:
    steps: [{all: [{ballot: {electorate: {body: toc}, passes: {gt: [for, 5]}}}, {ballot: {electorate: {body: toc}, passes: {gt: [for, 2]}}}]}]
  silence:
    objection: {electorate: {body: toc}, passes: {eq: [objections, 0]}}
  ranking:
    ranked:
      electorate: {body: toc}
      default_option: none
      option_stays_if: {gt: [over_default, under_default]}
      option_stays_if_constitutional: {gt: [over_default, {times: 3, of: under_default}]}
      method: debian
  election:
    election:
      acclaim: {when: {lte: [candidates, seats_open]}}
      reopen_nominations: {when: {lt: [candidates, seats_open]}}
      method: irv
criteria:
  graduation: [{id: stars, measure: {gte: [repository.stars, 500]}}, {id: judged, evidence: document}]
examples:
  - """


RIGHT = [
    "{rule: meeting, present: 8, seats: 11, for: 5, against: 3, meeting_requests: 0, outcome: passed}",
    "{rule: meeting, present: 8, seats: 11, for: 4, against: 4, meeting_requests: 0, outcome: not_passed}",
    "{rule: meeting, present: 7, seats: 11, for: 7, meeting_requests: 0, outcome: no_quorum}",
    "{rule: meeting, present: 8, seats: 11, for: 8, meeting_requests: 2, outcome: void}",
    "{rule: balanced, for: 3, classes: {kind: {industry: {for: 2}, academia: {for: 1}}}, outcome: passed}",
    "{rule: balanced, for: 3, classes: {kind: {industry: {for: 3}, academia: {for: 0}}}, outcome: not_passed}",
    "{rule: both, ballot: 1, for: 5, outcome: not_passed}",
    "{rule: both, ballot: 2, for: 5, outcome: passed}",
    "{rule: silence, objections: 0, outcome: passed}",
    "{rule: silence, objections: 1, outcome: not_passed}",
    "{rule: ranking, over_default: 3, under_default: 1, outcome: passed}",
    "{rule: ranking, over_default: 3, under_default: 1, constitutional: true, outcome: not_passed}",
    "{standing: toc.misses, meetings: [missed, missed, missed], now: false}",
    "{standing: toc.misses, meetings: [missed, missed, missed, attended, attended], in_meeting: [true, true, true, false, true], now: true}",
    "{standing: toc.active, activity: {attended: 0}, now: false}",
    "{seats: toc.gold, among: {member_tier: {gold: 12}}, count: 2}",
    "{seats: toc.elected, count: 7}",
    "{cap: toc, size: 7, held: {acme: 3, lake: 2}, excess: {acme: 1}}",
    "{cap: toc, size: 7, held: {acme: 2}, excess: {}}",
    "{cap: toc, size: 7, held: {acme: 1}, ranked: [ann, bob, cem], sides: {ann: acme, bob: acme}, open: 2, seated: [ann, cem]}",
    "{nominations: election, candidates: 7, seats_open: 7, then: acclaim}",
    "{nominations: election, candidates: 6, seats_open: 7, then: reopen}",
    "{term: toc.elected, starts: 2026-11-01, cohort: 1, ends: 2027-11-01}",
    "{reapply: meeting, refused: 2026-08-31, again: 2027-02-28}",
    "{criterion: stars, of: graduation, facts: {repository.stars: 500}, met: true}",
]
WRONG = [
    (
        "{rule: meeting, present: 8, seats: 11, for: 5, against: 3, meeting_requests: 0, outcome: no_quorum}",
        "expects not decided, for want of a quorum, the rule gives passed: 5 for / 8 present = 62.5 %, more than 50.0 % needed.",
    ),
    (
        "{rule: meeting, present: 8, seats: 11, for: 8, meeting_requests: 2, outcome: passed}",
        "the rule gives void: 2 requests for a meeting, at least 2 needed.",
    ),
    ("{rule: meeting, present: 8, seats: 11, for: 8, outcome: passed}", "The example does not say “meeting_requests”."),
    ("{rule: balanced, for: 3, outcome: passed}", "The example does not say “kind”."),
    ("{rule: both, for: 9, outcome: passed}", "Say which ballot is meant, with ballot: 1 to 2."),
    ("{rule: both, ballot: 3, for: 9, outcome: passed}", "Say which ballot is meant"),
    ("{rule: silence, objections: 1, outcome: passed}", "the rule gives not passed: 1 objection, none allowed."),
    ("{rule: election, for: 1, outcome: passed}", "Use nominations: for an election."),
    ("{rule: missing, for: 1, outcome: passed}", "There is no rule “missing”."),
    ("{standing: toc.misses, meetings: [missed, missed], now: false}", "The example expects no, the charter gives yes."),
    (
        "{standing: toc.misses, meetings: [missed], in_meeting: [false], now: true}",
        "The example expects no, yes, the charter gives yes, yes.",
    ),
    ("{standing: toc.nothing, now: true}", "There is no standing “toc.nothing”."),
    ("{standing: tac.misses, now: true}", "There is no body “tac”. Use toc."),
    ("{standing: toc.active, meetings: [missed], now: true}", "does not depend on meetings alone."),
    ("{seats: toc.gold, among: {member_tier: {gold: 12}}, count: 3}", "The example expects 3, the charter gives 2."),
    ("{seats: toc.silver, count: 3}", "There are no seats “toc.silver”."),
    ("{cap: toc, size: 7, held: {acme: 3}, excess: {}}", "The example expects nothing, the charter gives acme 1."),
    ("{cap: toc, number: 2, size: 7, excess: {}}", "“toc” has no cap 2."),
    ("{cap: toc, size: 7, ranked: [ann], open: 1, seated: []}", "The example expects nobody, the charter gives ann."),
    ("{nominations: election, candidates: 8, seats_open: 7, then: acclaim}", "The example expects acclaim, the charter gives vote."),
    ("{nominations: silence, candidates: 8, seats_open: 7, then: vote}", "“silence” is no election."),
    ("{term: toc.elected, starts: 2026-11-01, ends: 2027-11-01}", "expects 2027-11-01, the charter gives 2028-11-01."),
    ("{term: toc.gold, starts: 2026-11-01, ends: 2027-11-01}", "The gold seats have no term."),
    ("{reapply: meeting, refused: 2026-08-31, again: 2026-09-01}", "the charter gives 2027-02-28."),
    ("{criterion: stars, of: graduation, facts: {repository.stars: 499}, met: true}", "expects yes, the charter gives no."),
    ("{criterion: judged, of: graduation, facts: {}, met: true}", "“judged” is judged, not measured."),
    ("{criterion: other, of: graduation, facts: {}, met: true}", "There is no criterion “other” in “graduation”."),
    ("{criterion: stars, of: graduation, facts: {repository.star: 1}, met: true}", "Did you mean “repository.stars”?"),
    ("{ruler: meeting, for: 1, outcome: passed}", "“ruler” is not known here. Did you mean “rule”?"),
    ("nothing", "Here words with values are needed."),
]  # fmt: skip


@pytest.mark.parametrize("example", RIGHT)
def test_right_examples(example: str) -> None:
    assert len(parse_charter(f"{CHARTER}{example}\n").examples) == 1


@pytest.mark.parametrize(("example", "told"), WRONG)
def test_wrong_examples_refuse_the_charter(example: str, told: str) -> None:
    with pytest.raises(CharterError) as caught:
        parse_charter(f"{CHARTER}{example}\n")
    (problem,) = caught.value.problems
    assert problem.line == CHARTER.count("\n") + 1
    assert problem.path[:2] == ("examples", 0)
    assert told in str(problem)


def test_every_wrong_example_is_named() -> None:
    wrong = "\n  - ".join(example for example, _ in WRONG[:4])
    with pytest.raises(CharterError) as caught:
        parse_charter(f"{CHARTER}{wrong}\n")
    assert [problem.path for problem in caught.value.problems] == [("examples", index) for index in range(4)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("filled_by: {rule: election}", "filled_by: {rule: elections}", "rule “elections” is not described. Did you mean “election”?"),
        ("ranking:\n    ranked:\n      electorate: {body: toc}", "ranking:\n    ranked:\n      electorate: {body: tocs}", "Did you mean “toc”?"),
        ("electorate: {body: toc}\n      quorum", "electorate: {body: toc, standing: [mises]}\n      quorum", "standing “mises” is not described. Did you mean “misses”?"),
        ("caps: [{per: employer,", "caps: [{per: employers,", "Did you mean “employer”?"),
        ("lose: {consecutive_absences: 3}", "lose: {consecutive_absence: 3}", "Did you mean “consecutive_absences”?"),
        ("steps: [{all:", "steps: [{al:", "“al” is not known here. Did you mean “all”?"),
        ("method: irv", "method: ivr", "Did you mean “irv”?"),
        ("{group: elected, count: 7", "{group: elected, count: seven", "A number of seats is needed"),
        ("max: {frac: 1/3, of: seats}", "max: {frac: 1/3, of: chairs}", "“chairs” is not a tally"),
        ("term: P2Y", "term: 2 years", "Write years as P2Y"),
        ("objection: {electorate", "objection: {electors", "“electorate” is missing."),
        ("repository.stars", "repository.star", "Did you mean “repository.stars”?"),
        ("edition: \"1\"", "edition: 1", "Write it in quotes."),
    ],
)  # fmt: skip
def test_errors_in_every_part_help(old: str, new: str, told: str) -> None:
    source = f"{CHARTER}{RIGHT[0]}\n"
    assert old in source
    with pytest.raises(CharterError) as caught:
        parse_charter(source.replace(old, new, 1))
    same = next(index for index, (a, b) in enumerate(zip(old, f"{new}|", strict=False)) if a != b)
    first = source[: source.index(old) + same].count("\n") + 1
    assert any(problem.line == first and told in str(problem) for problem in caught.value.problems), str(
        caught.value
    )
