"""Who may do what with a ballot now, and if not, why."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from alliance.audit.models import Event
from alliance.charter.grammar import ContestRule, MotionRule
from alliance.charter.grammar.ballots import PUBLISH
from alliance.charter.grammar.closing import may_close_early
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import YES, Verdict, forbidden, not_now, now_if, permit
from alliance.voting import events, keys
from alliance.voting.models import Ballot, Count, Elector, ElectorQuerySet, Objection, Vote
from alliance.voting.models.roll import PERSON
from alliance.voting.roll import RollLine
from alliance.voting.states import (
    BALLOT,
    CERTIFIED,
    CLOSED,
    COUNTED,
    DRAFT,
    FROZEN,
    HAS_RESULT,
    OPEN,
    PENDING,
    UNSEEN,
    VOID,
    Capacity,
    Level,
)


def clock(moment: datetime) -> str:
    """A time of day with its zone, to the second."""
    return f"{moment.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"


def is_taking_votes(ballot: Ballot, at: datetime) -> Verdict:
    """The ballot is open and its deadline, which is data, has not passed."""
    if ballot.state == VOID:
        return not_now("This ballot was cancelled.")
    if ballot.state in UNSEEN:
        return not_now("This ballot is being prepared.")
    if at < ballot.opens_at or ballot.state in PENDING:
        return not_now(f"Voting opens at {clock(ballot.opens_at)}.")
    if at >= ballot.closes_at:
        return not_now(f"Voting closed at {clock(ballot.closes_at)}.")
    return now_if(ballot.state == OPEN, "Voting has closed.")


def may_cast_for(by: Actor, elector: Elector, at: datetime) -> Verdict:
    """Whether this person may cast the vote of one roll line now."""
    if not by.is_signed_in:
        return forbidden("Sign in first, then vote.")
    return (
        _may_act_for(by, elector)
        & _comes_by_the_right_door(by, elector.ballot)
        & is_in_time(elector.ballot, at)
    )


def _comes_by_the_right_door(by: Actor, ballot: Ballot) -> Verdict:
    """A secret vote is cast in the portal, which shows the tracker, unless the charter lets programs cast."""
    elsewhere = by.interface in {Interface.API, Interface.ADMIN}
    return permit(
        not elsewhere or not ballot.is_secret or ballot.rule.by_program,
        "This ballot is secret, and its rule has no votes cast by programs: vote in the portal.",
    )


def is_in_time(ballot: Ballot, at: datetime) -> Verdict:
    """Whether a vote that reached us at that instant is taken; a late one is told by how much it was late."""
    taken = is_taking_votes(ballot, at)
    if taken or ballot.state == VOID or at < ballot.closes_at:
        return taken
    late = (at - ballot.closes_at).total_seconds()
    span = f"{late:.1f} seconds" if late < 120 else f"{late / 60:,.0f} minutes"
    reached = f"This vote reached us at {clock(at)}, {span} late, and was not recorded."
    return not_now(f"{taken.reason} {reached}")


def _may_act_for(by: Actor, elector: Elector) -> Verdict:
    person = elector.people.filter(user_id=by.person_id, struck_at=None).first()
    if person is None:
        return forbidden(f"You do not stand on the electoral roll for {elector.name}.")
    if not elector.is_entitled:
        return forbidden(f"{elector.name} may not vote here. {elector.reason}")
    return permit(
        person.is_acting,
        f"You are the alternate of {elector.name}. "
        "Its primary representative can name you to vote in this ballot.",
    )


def may_vote(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether this person may cast any vote in the ballot now; the reason says why not *here*."""
    if not by.is_signed_in:
        return forbidden("Sign in first, then vote.")
    lines = list(ballot.electors.of_person(by.user_id))
    if not lines:
        return forbidden("You do not represent an organization on the electoral roll of this ballot.")
    verdicts = [_may_act_for(by, line) for line in lines]
    allowed = next((verdict for verdict in verdicts if verdict), verdicts[0])
    return allowed & _comes_by_the_right_door(by, ballot) & is_taking_votes(ballot, at)


def may_name_alternate(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A primary representative hands this ballot to an alternate."""
    return permit(
        by.is_signed_in and bool(primary_lines(by, ballot).exists()),
        "Only the primary representative of an organization on the roll names its alternate.",
    ) & is_taking_votes(ballot, at)


def primary_lines(by: Actor, ballot: Ballot) -> ElectorQuerySet:
    """Entitled roll lines on which this person is the primary representative."""
    lines: ElectorQuerySet = Elector.objects.filter(
        ballot=ballot,
        is_entitled=True,
        people__user_id=by.person_id,
        people__capacity=Capacity.PRIMARY,
        people__struck_at=None,
    )
    return lines


def is_returning_officer(by: Actor, ballot: Ballot) -> bool:
    """Staff, and the chairs who lead what the ballot is about: who has lost the chair is none, though the
    ballot was opened by them."""
    return by.is_staff or (by.is_signed_in and by.user_id in ballot.officers)


RETURNING_OFFICER_ONLY = "Only staff or a chair of the group that called this vote may do that."


def may_name_proxy(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whoever acts for a line gives its vote to somebody else on the roll, where the rule has proxies."""
    proxies = ballot.rule.proxies
    return (
        permit(
            by.is_signed_in and primary_lines(by, ballot).exists(),
            "Only those who vote for a line of this roll give its proxy.",
        )
        & now_if(proxies is not None and proxies.allowed, "The rule of this ballot has no proxies.")
        & is_taking_votes(ballot, at)
    )


def may_recuse(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A representative recuses the own organization; the returning officer any that is conflicted."""
    return permit(
        is_returning_officer(by, ballot) or (by.is_signed_in and primary_lines(by, ballot).exists()),
        "Only an organization's primary representative or the returning officer may recuse it.",
    ) & is_taking_votes(ballot, at)


def may_extend(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """The close may be moved to a later time while votes are taken."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(ballot, at)


def may_cancel(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A ballot may be cancelled, with a reason, until its voting ends; one whose result is provisional may
    be declared void while that can still be disputed."""
    officer = permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)
    if ballot.state in PENDING or ballot.is_provisional:
        return officer
    if ballot.state == CLOSED and is_tied(ballot):
        return officer
    return officer & is_taking_votes(ballot, at)


def may_close(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Nobody closes a ballot before its deadline, unless its rule does once nothing can change its outcome;
    then the system closes it, or staff if the worker is away."""
    return (
        permit(by.is_system or by.is_staff, "The ballot closes by itself.")
        & BALLOT.allows(ballot.state, "close")
        & now_if(
            at >= ballot.closes_at or is_settled(ballot, at),
            f"Voting is open until {clock(ballot.closes_at)}.",
        )
    )


def is_settled(ballot: Ballot, at: datetime) -> bool:
    """Whether the rule closes this ballot now, because no vote still to come can change its outcome.

    Never in a secret ballot: nobody, and no program, knows its votes before the close. Nor where the rule
    asks by class: how a class will vote is left open until the count.
    """
    rule = ballot.rule
    if not isinstance(rule, MotionRule) or rule.close_early is None:
        return False
    if ballot.is_secret or rule.classes_by:
        return False
    rows = list(ballot.electors.values_list("is_entitled", "is_recused", "weight", "vote__choice"))
    entitled = [(weight, choice) for is_entitled, _, weight, choice in rows if is_entitled]
    given = {name: sum(weight for weight, choice in entitled if choice == name) for name in rule.options}
    voted = sum(given.values())
    eligible = sum(weight for weight, _ in entitled)
    tally = {
        "for": given.get("for", 0),
        "against": given.get("against", 0),
        "abstain": given.get("abstain", 0),
        "cast": given.get("for", 0) + given.get("against", 0),
        "participated": voted,
        "eligible": eligible,
        "seats": sum(weight for is_entitled, recused, weight, _ in rows if is_entitled or recused),
    }
    return may_close_early(rule, tally, outstanding=eligible - voted, opened=ballot.opens_at, at=at)


def may_remind(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Reminders go to those who have not voted, while they can."""
    return permit(by.is_system or is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(
        ballot, at
    )


def may_see_result(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """How it came out, in totals: for everybody who may know of the ballot, once it is counted."""
    return now_if(ballot.state in HAS_RESULT, "The result is shown when the ballot has been counted.")


def may_see_votes(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Who voted how is shown with the result, to those to whom the rule publishes it; before, and in a secret
    ballot, to nobody: on page, API, mail and admin alike."""
    return (
        now_if(ballot.state in HAS_RESULT, "Votes are shown when the ballot has been counted.")
        & permit(not ballot.is_secret, "This ballot is secret: nobody sees who voted how.")
        & _is_published(by, ballot, VOTES_HIDDEN)
    )


def may_see_roll(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Organizations on a roll are shown to everybody; people to those who are signed in, and to everybody
    where the rule publishes how they voted."""
    if by.is_signed_in or may_see_votes(by, ballot, at):
        return YES
    return permit(
        not ballot.electors.filter(unit=PERSON).exists(),
        "The people on this roll are shown to members. Sign in to read it.",
    )


def may_see_who_voted(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Who took part is shown once the ballot is counted; in a secret ballot to members, and only where the
    totals do not tell how a participant voted."""
    counted = now_if(ballot.state in HAS_RESULT, "Who took part is shown when the ballot has been counted.")
    if not ballot.is_secret:
        return counted & may_see_roll(by, ballot, at)
    return (
        permit(by.is_signed_in, "Who took part in a secret ballot is shown to members.")
        & counted
        & permit(
            not any(finding["in_totals"] for finding in ballot.result.disclosure)
            if ballot.state in HAS_RESULT
            else True,
            "Who took part is not shown: with these totals it would tell how they voted.",
        )
    )


def may_see_ballots(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """The ballots as they were counted: to whom the rule, and the check at the close, show them."""
    counted = now_if(ballot.state in HAS_RESULT, "Ballots are shown when they have been counted.")
    if not counted or not ballot.is_secret:
        return counted & may_see_votes(by, ballot, at)
    return _is_published(by, ballot, BALLOTS_HIDDEN)


def _is_published(by: Actor, ballot: Ballot, otherwise: Mapping[str, str]) -> Verdict:
    published = ballot.published or ("aggregates" if ballot.is_secret else ballot.publication)
    allowed = (
        published == "public"
        or (published == "members" and by.is_signed_in)
        or (published == "scrutineers" and is_returning_officer(by, ballot))
    )
    return permit(allowed, otherwise[published])


BALLOTS_HIDDEN = {
    "public": "",
    "members": "The ballots, without names, are shown to members. Sign in to read them.",
    "scrutineers": "The ballots are shown to the returning officers only: among so few voters a rare ballot "
    "can tell who cast it.",
    "aggregates": "Only the totals are published.",
}
VOTES_HIDDEN = {
    "public": "",
    "members": "Who voted how is shown to members. Sign in to read it.",
    "scrutineers": "Who voted how is shown to the returning officers only.",
    "aggregates": "Only the totals are published; who voted how stays on record.",
}


def may_see_objections(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Objections name people and organizations: they are shown to members, with their answers."""
    return permit(by.is_signed_in, "Objections and their answers are shown to members. Sign in to read them.")


def may_watch_quorum(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Those who run a ballot see while it is open whom it does not reach, and whether it will be enough."""
    return permit(
        is_returning_officer(by, ballot), "The turnout in detail is for those who run the ballot."
    ) & is_taking_votes(ballot, at)


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


def _prepares(by: Actor, ballot: Ballot) -> Verdict:
    return permit(by.is_system or is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)


def may_revise_ballot(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Text and times may change until the ballot is announced."""
    return _prepares(by, ballot) & now_if(
        ballot.state in UNSEEN, "An announced ballot is not changed. Cancel it and prepare another."
    )


def may_rehearse(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """A rehearsal is of a draft: of the text that will be frozen."""
    return _prepares(by, ballot) & now_if(
        ballot.state == DRAFT, "The text is frozen. A rehearsal comes before that."
    )


def may_freeze(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """What was rehearsed is frozen, when nothing blocks the opening."""
    blocked = next(iter(blocking(ballot, at)), "")
    return (
        _prepares(by, ballot)
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
        _prepares(by, ballot)
        & BALLOT.allows(ballot.state, "announce")
        & now_if(at < ballot.opens_at, "Its opening time has passed. Choose a later one.")
        & now_if(not late, f"The rule asks for a notice of {words}. Choose a later opening.")
    )


def may_open(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """An announced ballot opens at its time; one whose rule asks for no notice may be opened when frozen."""
    return (
        _prepares(by, ballot)
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


def is_tied(ballot: Ballot) -> bool:
    """Whether the count waits for a lot."""
    return (
        ballot.state == CLOSED
        and Event.objects.filter(
            subject_type=ballot._meta.label_lower, subject_id=ballot.pk, kind=events.BALLOT_TIED.name
        ).exists()
    )


def may_draw_lot(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """The public value is entered once, when a tie waits for it."""
    return (
        permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)
        & now_if(is_tied(ballot), "No tie waits for a lot.")
        & now_if(not ballot.lot_value, "The public value was entered.")
    )


def may_object(by: Actor, ballot: Ballot, kind: str, at: datetime) -> Verdict:
    """Whoever is signed in may object: to the roll until a deadline, to a result while it is provisional."""
    if not by.is_signed_in:
        return forbidden("Sign in to object.")
    if kind == "roll":
        until = ballot.objections_until
        return now_if(ballot.state == OPEN, "Objections to the roll are taken while the ballot is open.") & (
            now_if(until is None or at < until, f"Objections to the roll ended at {clock(until or at)}.")
        )
    until = ballot.dispute_until
    return now_if(ballot.state == COUNTED and until is not None, "There is no provisional result.") & now_if(
        until is not None and at < until, f"Objections to the result ended at {clock(until or at)}."
    )


def may_raise(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether any objection may be raised now."""
    return may_object(by, ballot, "roll" if ballot.state == OPEN else "result", at)


def may_answer(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """The returning officer answers every objection."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & now_if(
        Objection.objects.filter(ballot=ballot, answered_at=None).exists(), "No objection is open."
    )


def may_certify(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A provisional result is final when the time for objections has passed and all are answered."""
    until = ballot.dispute_until
    return (
        _prepares(by, ballot)
        & BALLOT.allows(ballot.state, "certify")
        & now_if(until is None or at >= until, f"Objections may be raised until {clock(until or at)}.")
        & now_if(
            not Objection.objects.filter(ballot=ballot, answered_at=None).exists(),
            "An objection waits for its answer.",
        )
    )


def may_destroy_key(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Only after certification, or when the ballot is void: until then the votes can be counted again."""
    return permit(by.is_system, "The key is destroyed by the system.") & now_if(
        ballot.state in {CERTIFIED, VOID}, "The result is not certified: the key is still needed."
    )


def may_confirm_in(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether this person may confirm any vote of a secret ballot."""
    cast = Vote.objects.filter(elector__in=ballot.electors.of_person(by.user_id))
    return (
        permit(by.is_signed_in and cast.exists(), "No vote was cast for a line on which you stand.")
        & now_if(ballot.is_secret, "Your vote stands on the roll call: there is nothing to look for.")
        & may_see_ballots(by, ballot, at)
    )


def may_confirm(by: Actor, vote: Vote, at: datetime) -> Verdict:
    """Whoever stands on a line that voted says that the ballot was found in the published box."""
    ballot = vote.elector.ballot
    stands = vote.elector.people.filter(user_id=by.person_id, struck_at=None).exists()
    return permit(by.is_signed_in and stands, "You do not stand on this roll line.") & may_see_ballots(
        by, ballot, at
    )


def may_count_ballots(by: Actor) -> Verdict:
    """Staff count files of ballots: as returning officers they answer for what the file holds."""
    return permit(by.is_staff, "Only staff count files of ballots.")


def is_new_count(earlier: Count | None) -> Verdict:
    """The same result under the same title is entered once: whoever wants it again counts it again there."""
    known = "" if earlier is None else earlier.ref
    return now_if(
        earlier is None, f"Under this title the same file was counted in the same way already: {known}."
    )


def may_check_count(by: Actor) -> Verdict:
    """Whoever is signed in may have a count repeated: it costs computing time, and changes nothing."""
    return permit(by.is_signed_in, "Sign in to have the ballots counted again.")


def may_read_ballots(by: Actor, count: Count) -> Verdict:
    """The ballots of a count are for staff, and for everybody where they were published."""
    return permit(
        count.ballots_are_public or by.is_staff,
        "These ballots are not published: among few voters a rare ranking can tell who cast it.",
    )
