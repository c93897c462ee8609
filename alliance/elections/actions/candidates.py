"""Nominations, candidates, and those who endorse them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from alliance.accounts.models import User
from alliance.audit.recording import record
from alliance.charter.grammar.caps import limit
from alliance.charter.grammar.nominations import Nominations, nominations_allowed
from alliance.elections import events, rules
from alliance.elections.actions.planning import locked, move_candidacy
from alliance.elections.electorates import line_of, roll_of_contest
from alliance.elections.models import Candidacy, Contest, Election, Endorsement, Nomination
from alliance.elections.queries import holders_of, size_of
from alliance.elections.sides import Sides
from alliance.elections.states import CANDIDACY, DECLINED, INELIGIBLE, LAPSED, WITHDRAWN
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting.roll import RollLine
from alliance.web.slugs import free_slug

VOID = (DECLINED, LAPSED, WITHDRAWN, INELIGIBLE)
"""Nominations that came to nothing: whoever made one may nominate somebody else."""


def locked_candidacy(candidacy_id: int) -> Candidacy:
    """The candidacy with contest and election, the election's row locked first."""
    locked(Candidacy.objects.values_list("election_id", flat=True).get(pk=candidacy_id))
    return (
        Candidacy.objects.select_for_update(of=("self",))
        .select_related("election__body", "contest__ballot", "contest__election__body", "organization")
        .get(pk=candidacy_id)
    )


def locked_contest(contest_id: int) -> Contest:
    """The contest with election and ballot, the election's row locked first."""
    locked(Contest.objects.values_list("election_id", flat=True).get(pk=contest_id))
    return (
        Contest.objects.select_for_update(of=("self",))
        .select_related("election__body", "ballot")
        .get(pk=contest_id)
    )


@transaction.atomic
def nominate(
    *,
    contest_id: int,
    name: str = "",
    email: str = "",
    user_id: int | None = None,
    handle: str = "",
    organization_id: int | None = None,
    affiliation: str = "",
    project: str = "",
    by: Actor,
    at: datetime,
) -> Candidacy:
    """Nominate a person, known by id, or by e-mail address with a name.

    A known address never makes a second account. Whoever was nominated before is nominated once more, by
    somebody else. Who nominates oneself has accepted. Until it is accepted a nomination is known to the
    nominee, to those who made it, and to who runs the election.

    Raises:
        Forbidden: the rule does not let this person nominate, or oneself, or nobody more (CNCF charter
        6(e)(i)). NotNow: nominations are not open, or the person withdrew, is not eligible or runs it.
    """
    contest = locked_contest(contest_id)
    rules.may_nominate(by, contest, at).require()
    election = contest.election
    user = _person(name, email, user_id)
    _refuse_self(election, user, by)
    rules.may_stand(user.pk, election).require()
    line = line_of(roll_of_contest(contest, at), by.user_id)
    candidacy = _candidacy(
        contest, user, name.strip() or str(user), handle, organization_id, affiliation, project, at=at
    )
    if candidacy.nominations.filter(nominator_id=by.person_id).exists():
        message = f"You have nominated {candidacy.name} already."
        raise NotNow(message)
    nomination = Nomination.objects.create(
        candidacy=candidacy,
        nominator_id=by.person_id,
        name=by.name,
        organization_id=line.organization_id if line else by.organization_id,
        affiliation=line.affiliation if line else "",
        unit=line.slug if line else f"user-{by.user_id}",
        at=at,
    )
    _refuse_too_many(election, nomination, line)
    data = {
        "person": candidacy.name,
        "person_id": user.pk,
        "title": contest.title,
        "nomination_id": nomination.pk,
    }
    record(events.CANDIDATE_NOMINATED, subject=candidacy, by=by, at=at, data=data)
    is_own = user.pk == by.user_id
    if (is_own or _needs_no_acceptance(election)) and CANDIDACY.allows(candidacy.state, "accept"):
        _accept(candidacy, by=by, at=at)
    return candidacy


def _person(name: str, email: str, user_id: int | None) -> User:
    if user_id is not None:
        return User.objects.get(pk=user_id)
    if not email or not name.strip():
        raise NotNow("Say whom you nominate, with name and e-mail address.")
    known = User.objects.filter(email__iexact=email).first()
    return known or User.objects.create_user(email, name=name.strip())


def _nominations(election: Election) -> Nominations:
    return election.rule.election.nominations or Nominations()


def _refuse_self(election: Election, user: User, by: Actor) -> None:
    if user.pk == by.user_id and _nominations(election).self_ == "not_allowed":
        raise Forbidden("The rule does not let anybody nominate themselves.")


def _needs_no_acceptance(election: Election) -> bool:
    return _nominations(election).acceptance == "not_required"


def _candidacy(
    contest: Contest,
    user: User,
    name: str,
    handle: str,
    organization_id: int | None,
    affiliation: str,
    project: str,
    *,
    at: datetime,
) -> Candidacy:
    known = Candidacy.objects.filter(contest=contest, user=user).select_related("contest", "election").first()
    if known is not None:
        if known.state in VOID and known.accepted_at is not None:  # what was never accepted nobody may learn
            message = f"{known.name}: {CANDIDACY.state(known.state).label.lower()}."
            raise NotNow(message)
        return known
    return Candidacy.objects.create(
        election=contest.election,
        contest=contest,
        user=user,
        name=_own_name(contest, name, handle or affiliation or user.handle),
        handle=handle,
        slug=_own_slug(contest.election, name),
        organization_id=organization_id,
        affiliation=affiliation,
        project=project,
        state=CANDIDACY.initial,
        nominated_at=at,
    )


def _own_name(contest: Contest, name: str, otherwise: str) -> str:
    """The name as it stands on the ballot: two of one name are told apart."""
    name = " ".join(name.split())
    taken = contest.candidacies.filter(name__iexact=name).exists()
    return f"{name} ({otherwise})" if taken else name


def _own_slug(election: Election, name: str) -> str:
    return free_slug(Candidacy, name, otherwise=f"candidate-{election.pk}", most=120)


def _refuse_too_many(election: Election, nomination: Nomination, line: RollLine | None) -> None:
    """The limits of the rule hold for all contests of an election together, and for a line of the roll, not
    for each of its people."""
    allowed = _nominations(election)
    sides = Sides.now()
    made = Nomination.objects.filter(candidacy__election=election, unit=nomination.unit).exclude(
        candidacy__state__in=VOID
    )
    nominated = [sides.of(each.candidacy) for each in made.select_related("candidacy")]
    own = line.group or None if line else sides.of(nomination)
    if nominations_allowed(allowed, own, nominated):
        return
    if allowed.per_voter is not None and len(nominated) > allowed.per_voter:
        message = f"Each voter may nominate {allowed.per_voter} at most."
        raise Forbidden(message)
    message = f"At most {allowed.per_voter_same_affiliation} of those you nominate may be of {own}."
    raise Forbidden(message)


@transaction.atomic
def accept_nomination(
    *,
    candidacy_id: int,
    answers: Sequence[str] = (),
    disclosures: str = "",
    organization_id: int | None = None,
    affiliation: str = "",
    project: str = "",
    by: Actor,
    at: datetime,
) -> Candidacy:
    """Accept a nomination, with a statement; from now on the candidacy is public.

    ``answers`` are to the election's questions, in their order. An organization, employer or project given
    here replaces what the nominator knew.

    Raises:
        Forbidden: not the nominee, or an officer who may not stand. NotNow: nominations are not open, or a
        cap that is kept at nomination is reached.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_accept_nomination(by, candidacy, at).require()
    if organization_id is not None or affiliation:
        candidacy.organization_id, candidacy.affiliation = organization_id, affiliation
    candidacy.project = project or candidacy.project
    candidacy.answers = _answers(candidacy.election, answers)
    candidacy.disclosures = disclosures
    _accept(candidacy, by=by, at=at)
    return candidacy


def _accept(candidacy: Candidacy, *, by: Actor, at: datetime) -> None:
    _refuse_full_side(candidacy, at)
    candidacy.accepted_at, candidacy.reason = at, ""
    move_candidacy(candidacy, "accept", events.NOMINATION_ACCEPTED, by=by, at=at)


def _refuse_full_side(candidacy: Candidacy, at: datetime) -> None:
    """Where a cap is kept at nomination, no more of a side stand than may sit."""
    election = candidacy.election
    kept = election.rule.election.cap_enforcement
    if kept is None or kept.at != "at_nomination":
        return
    sides = Sides.now()
    ending = set(candidacy.contest.seats.values_list("pk", flat=True))
    sitting = [term for term in holders_of(election.body, at.date()) if term.seat_id not in ending]
    standing = Candidacy.objects.standing().filter(election=election).exclude(pk=candidacy.pk)
    for cap in election.constitution.caps:
        if cap.of != "seats" or (cap.scope and candidacy.contest.group not in cap.scope):
            continue
        side = sides.of(candidacy, cap.per)
        held = sum(sides.of(each, cap.per) == side for each in [*sitting, *standing])
        if side is not None and held >= limit(cap, size_of(election.body, cap, at.date())):
            message = f"{side} has as many candidates and seats as it may hold."
            raise NotNow(message)


def _answers(election: Election, answers: Sequence[str]) -> list[str]:
    given = [text.strip() for text in answers]
    return [given[place] if place < len(given) else "" for place in range(len(election.questions))]


@transaction.atomic
def decline_nomination(*, candidacy_id: int, by: Actor, at: datetime) -> Candidacy:
    """Decline a nomination: nobody but those who know of it hears of it.

    Raises:
        Forbidden: not the nominee. NotNow: accepted, or declined already.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_decline_nomination(by, candidacy, at).require()
    move_candidacy(candidacy, "decline", events.NOMINATION_DECLINED, by=by, at=at)
    return candidacy


@transaction.atomic
def revise_statement(
    *, candidacy_id: int, answers: Sequence[str], disclosures: str = "", by: Actor, at: datetime
) -> Candidacy:
    """Change the own statement; sending the same again leaves no trace.

    Raises:
        Forbidden: not the candidate. NotNow: not standing, or the vote has opened.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_revise_statement(by, candidacy, at).require()
    before = (candidacy.answers, candidacy.disclosures)
    candidacy.answers, candidacy.disclosures = _answers(candidacy.election, answers), disclosures
    if (candidacy.answers, candidacy.disclosures) != before:
        candidacy.save(update_fields=["answers", "disclosures"])
        data = {"person": candidacy.name}
        record(events.STATEMENT_REVISED, subject=candidacy, by=by, at=at, data=data)
    return candidacy


@transaction.atomic
def withdraw_candidacy(*, candidacy_id: int, reason: str = "", by: Actor, at: datetime) -> Candidacy:
    """No longer stand.

    Raises:
        Forbidden: not the candidate. NotNow: not standing, or the ballot is frozen.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_withdraw_candidacy(by, candidacy, at).require()
    candidacy.reason = reason
    data = {"reason": reason or "no reason given"}
    move_candidacy(candidacy, "withdraw", events.CANDIDATE_WITHDREW, by=by, at=at, data=data)
    return candidacy


@transaction.atomic
def refuse_candidacy(*, candidacy_id: int, reason: str, by: Actor, at: datetime) -> Candidacy:
    """Find that a candidate does not fulfil the charter's conditions.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: not standing, or it is
        settled who stands.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_refuse_candidacy(by, candidacy, at).require()
    candidacy.reason = reason
    move_candidacy(candidacy, "refuse", events.CANDIDATE_REFUSED, by=by, at=at, data={"reason": reason})
    return candidacy


@transaction.atomic
def admit_candidacy(*, candidacy_id: int, by: Actor, at: datetime) -> Candidacy:
    """Let a candidate stand who was found not eligible.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: not refused, or the field is settled.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_admit_candidacy(by, candidacy, at).require()
    candidacy.reason = ""
    move_candidacy(candidacy, "admit", events.CANDIDATE_ADMITTED, by=by, at=at)
    return candidacy


@transaction.atomic
def endorse(*, candidacy_id: int, by: Actor, at: datetime) -> Endorsement:
    """Support a candidate, in public.

    Raises:
        Forbidden: the rule counts no endorsement of this person. NotNow: not standing, not open, or endorsed
        already.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_endorse(by, candidacy, at).require()
    election = candidacy.election
    voter = election.voters.filter(user_id=by.person_id).first()
    line = line_of(roll_of_contest(candidacy.contest, at), by.user_id)
    asked = _nominations(election).endorsements
    if asked is not None and asked.from_ == "other_projects" and voter and voter.project == candidacy.project:
        raise Forbidden("Endorsements come from other projects than the nominee's.")
    endorsement = Endorsement.objects.create(
        candidacy=candidacy,
        user_id=by.person_id,
        name=by.name,
        organization_id=line.organization_id if line else by.organization_id,
        affiliation=line.affiliation if line else "",
        project=voter.project if voter else "",
        at=at,
    )
    data = {"person": candidacy.name, "title": candidacy.contest.title}
    record(events.CANDIDATE_ENDORSED, subject=candidacy, by=by, at=at, data=data)
    return endorsement


@transaction.atomic
def withdraw_endorsement(*, candidacy_id: int, by: Actor, at: datetime) -> Candidacy:
    """No longer support a candidate.

    Raises:
        Forbidden: there is no endorsement of this person. NotNow: nominations are closed.
    """
    candidacy = locked_candidacy(candidacy_id)
    rules.may_withdraw_endorsement(by, candidacy, at).require()
    candidacy.endorsements.filter(user_id=by.person_id).delete()
    data = {"person": candidacy.name}
    record(events.ENDORSEMENT_WITHDRAWN, subject=candidacy, by=by, at=at, data=data)
    return candidacy
