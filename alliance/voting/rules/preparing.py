"""From a question to an open ballot: what may be built, and what keeps it from being opened."""

from collections.abc import Iterable
from datetime import datetime

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.charter.grammar.ballots import PUBLISH
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, not_now, now_if, permit
from alliance.voting import keys
from alliance.voting.models import Ballot
from alliance.voting.roll import RollLine
from alliance.voting.rules.casting import clock
from alliance.voting.rules.officers import runs
from alliance.voting.states import BALLOT, DRAFT, FROZEN, UNSEEN, Level

ONE_VOTE_EACH = (
    "In a secret ballot every line has one vote: a weight beside a ballot would be a name tag. "
    "Hold this ballot as a recorded one."
)


def may_build(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Staff prepare ballots of the whole membership; a proposal's chairs call theirs from the proposal."""
    return permit(by.is_staff, "Only staff prepare a ballot of their own. Chairs call one on a proposal.")


def is_well_timed(ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """The time it is open lies within what the rule allows."""
    open_for = ballot.closes_at - ballot.opens_at
    period = ballot.rule.open
    return now_if(
        period.min <= open_for <= period.max,
        f"The ballot would be open for {str(open_for).split('.', 1)[0]}. {period.sentence}",
    )


def is_kept_as_the_rule_says(rule: MotionRule | ContestRule, level: str, publication: str) -> Verdict:
    """Whoever prepares a ballot chooses its level, and who sees its votes, only where the rule is silent."""
    told = {"secret_ballot": Level.SECRET, "open": Level.RECORDED, "anonymous_until_close": Level.RECORDED}
    kept = told.get(rule.secrecy or "")
    if kept is not None and level not in {"", kept}:
        return not_now(f"This rule asks for a {kept.value} ballot.")
    audiences = AUDIENCES.get(rule.publish or "")
    return now_if(
        not audiences or publication in {"", *audiences},
        f"This rule publishes {PUBLISH[rule.publish or 'totals']}.",
    )


AUDIENCES = {
    "anonymised_ballots": ("public", "members"),
    "roll_call": ("public", "members"),
    "totals": ("aggregates",),
    "who_voted": ("aggregates",),
}


def is_long_enough(ballot: Ballot, at: datetime) -> Verdict:
    """Prepared later than planned, a ballot is still open for as long as its rule asks."""
    return now_if(
        ballot.closes_at - max(ballot.opens_at, at) >= ballot.rule.open.min,
        f"Until {clock(ballot.closes_at)} it would be open for less than the rule asks. "
        f"{ballot.rule.open.sentence} Choose a later close.",
    )


def _may_open_at(ballot: Ballot, at: datetime) -> Verdict:
    """A frozen ballot opens when its officer says so, as long as it is then open as its rule asks."""
    if ballot.state != FROZEN:
        return YES
    return is_long_enough(ballot, at) & now_if(
        ballot.closes_at - at <= ballot.rule.open.max,
        f"Until {clock(ballot.closes_at)} it would be open for longer than the rule allows. "
        f"{ballot.rule.open.sentence} Open it later, or choose an earlier close.",
    )


def may_revise_ballot(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Text and times may change until the ballot is announced."""
    return runs(by, ballot) & now_if(
        ballot.state in UNSEEN, "An announced ballot is not changed. Cancel it and prepare another."
    )


def may_rehearse(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """A rehearsal is of a draft: of the text that will be frozen."""
    return runs(by, ballot) & now_if(
        ballot.state == DRAFT, "The text is frozen. A rehearsal comes before that."
    )


def may_freeze(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """What was rehearsed is frozen, when nothing blocks the opening."""
    blocked = next(iter(blocking(ballot, at)), "")
    return (
        runs(by, ballot)
        & BALLOT.allows(ballot.state, "freeze")
        & now_if(
            ballot.rehearsed_digest == ballot.text_digest,
            "Rehearse this text first: its form, its result, a tie, a missed quorum, the mails.",
        )
        & now_if(not blocked, blocked)
    )


def blocking(ballot: Ballot, at: datetime) -> list[str]:
    """What keeps a prepared ballot from being opened; each sentence says how to mend it."""
    found = []
    if not ballot.question.strip():
        found.append("The question is empty. Write it.")
    if ballot.is_motion and not (ballot.meaning_for and ballot.meaning_against):
        found.append("Say what a vote for and a vote against mean.")
    if not ballot.is_motion and len(ballot.options) <= ballot.seats and ballot.method != "approval":
        found.append(f"There are {len(ballot.options)} options for {ballot.seats}: nothing is to be chosen.")
    if ballot.closes_at <= at:
        found.append(f"It would close at {clock(ballot.closes_at)}, which has passed. Choose a later time.")
    elif not (verdict := is_long_enough(ballot, at)):
        found.append(verdict.reason)
    if ballot.is_secret and not keys.is_set_up():
        found.append(
            "Secret ballots need somebody who can restore a lost key: set RECOVERY_RECIPIENTS "
            "(docs/secrecy.md), or hold a recorded ballot."
        )
    if not (verdict := is_open_by_class(ballot)):
        found.append(verdict.reason)
    return found


def may_announce(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A frozen ballot is announced, at least as long before it opens as the rule asks."""
    notice = ballot.rule.notice
    late = notice is not None and notice.min.after(at) > ballot.opens_at
    words = notice.min.words if notice else ""
    return (
        runs(by, ballot)
        & BALLOT.allows(ballot.state, "announce")
        & now_if(at < ballot.opens_at, "Its opening time has passed. Choose a later one.")
        & now_if(not late, f"The rule asks for a notice of {words}. Choose a later opening.")
    )


def may_open(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """An announced ballot opens at its time; one whose rule asks for no notice may be opened when frozen."""
    return (
        runs(by, ballot)
        & BALLOT.allows(ballot.state, "open")
        & now_if(
            ballot.announced_at is not None or ballot.rule.notice is None,
            "Its rule asks for notice: announce it first.",
        )
        & now_if(
            ballot.announced_at is None or at >= ballot.opens_at,
            f"It was announced to open at {clock(ballot.opens_at)}.",
        )
        & now_if(at < ballot.closes_at, f"It was to close at {clock(ballot.closes_at)}, which has passed.")
        & _may_open_at(ballot, at)
        & now_if(
            not ballot.is_secret or keys.is_set_up(),
            "Secret ballots need somebody who can restore a lost key: set RECOVERY_RECIPIENTS.",
        )
    )


def is_countable(ballot: Ballot, roll: Iterable[RollLine]) -> Verdict:
    """Whether votes of this roll can be counted at this level, and by the classes that the rule asks for."""
    entitled = [line for line in roll if line.is_entitled]
    weighted = any(line.weight != 1 for line in entitled)
    unsorted = next((line.name for line in entitled if not line.voter_class), "")
    return (
        now_if(not ballot.is_secret or not weighted, ONE_VOTE_EACH)
        & is_open_by_class(ballot)
        & now_if(
            not unsorted or not _asks_classes(ballot),
            f"The rule counts votes by class of members, and {unsorted} is of none. Choose another rule.",
        )
    )


def is_open_by_class(ballot: Ballot) -> Verdict:
    """Votes are counted by class only where everybody sees who voted how: the figures would tell it."""
    return now_if(
        not _asks_classes(ballot) or (not ballot.is_secret and ballot.publication == "public"),
        "The rule counts votes by class of members, and the figures of a small class nearly tell each vote. "
        "Hold a recorded ballot whose votes are public.",
    )


def _asks_classes(ballot: Ballot) -> bool:
    return ballot.is_motion and bool(ballot.motion_rule.classes_by)
