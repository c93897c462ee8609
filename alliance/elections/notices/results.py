"""Who is told how an election came out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.elections.models import (
    Candidacy,
    Contest,
    Election,
    Nomination,
    Term,
)
from alliance.elections.notices.base import WHILE_STANDING, ElectionNotice
from alliance.elections.notices.nominations import nominators_of
from alliance.elections.outcomes import Outcome
from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee, joined
from alliance.notifications.models import Urgency
from alliance.voting.models import RollPerson


class ContestUnsettled(ElectionNotice):
    """To those on a side that has too many, and to who runs the election: it must be agreed, or drawn."""

    kind = "contest_unsettled"
    label = "A count leaves something to agree on, or to draw"
    urgency = Urgency.DUTY
    locked_because = "A seat depends on what those concerned agree on."
    action = "Read the result"

    @cached_property
    def contest(self) -> Contest:
        return Contest.objects.select_related("election__body").get(pk=self.event.subject_id)

    @property
    def election(self) -> Election:
        return self.contest.election

    @cached_property
    def outcome(self) -> Outcome:
        return Outcome.of(self.contest.outcome, seats=self.contest.number)

    def path(self) -> str:
        return reverse("election_result", args=[self.election.pk])

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "contest": self.contest, "outcome": self.outcome}

    def audience(self) -> Iterable[Addressee]:
        if self.outcome.is_settled:
            return
        candidacies = [pk for each in self.outcome.to_settle for pk in each.candidacies]
        terms = [pk for each in self.outcome.to_settle for pk in each.terms]
        concerned = {
            *Candidacy.objects.filter(pk__in=candidacies).values_list("user_id", flat=True),
            *Term.objects.filter(pk__in=terms).values_list("user_id", flat=True),
        }
        for user_id in concerned - {None}:
            yield Addressee(user_id, "your side would hold more seats than it may")
        yield from self.officers()

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return now_if(not self.outcome.is_settled, "It is settled.")


class ResultNotice(ElectionNotice):
    """About the result of an election, seat by seat."""

    action = "Read the result"

    def path(self) -> str:
        return reverse("election_result", args=[self.election.pk])

    @cached_property
    def contests(self) -> list[Contest]:
        found = list(self.election.contests.select_related("ballot").order_by("pk"))
        for each in found:
            each.election = self.election
        return found

    @cached_property
    def elected_ids(self) -> set[int]:
        return {each["candidacy"] for contest in self.contests for each in contest.elected}

    @cached_property
    def standing(self) -> list[Candidacy]:
        return list(Candidacy.objects.standing().filter(election=self.election).select_related("contest"))

    def words(self) -> Mapping[str, Any]:
        told = [str(each.outcome.get("sentence", "")) for each in self.contests]
        ends = [each.ballot.dispute_until for each in self.contests if each.ballot is not None]
        names = [each["name"] for contest in self.contests for each in contest.elected]
        return {
            **super().words(),
            "sentence": " ".join(told).strip(),
            "dispute_until": max((end for end in ends if end), default=None),
            "names": joined(names or ["nobody"]),
        }


class ResultDeclared(ResultNotice):
    """To the candidates, and to who runs the election: the provisional result."""

    kind = "result_declared"
    label = "The provisional result of an election in which you stand"
    urgency = Urgency.DUTY
    locked_because = WHILE_STANDING

    def audience(self) -> Iterable[Addressee]:
        for each in self.standing:
            if each.user_id is not None:
                is_elected = each.pk in self.elected_ids
                yield Addressee(each.user_id, f"you stand in {self.election.ref}", {"is_elected": is_elected})
        yield from self.officers()


class ElectionCertified(ResultNotice):
    """To those who nominated, to who runs the election, and to those who had no vote to cast: the final
    result. Whoever voted hears of it from the ballot."""

    kind = "election_certified"
    label = "An election in which you take part is certified"

    def path(self) -> str:
        return reverse("election_certificate", args=[self.election.pk])

    def audience(self) -> Iterable[Addressee]:
        told = {each.user_id for each in self.standing} | self._voters()
        nominated = Nomination.objects.filter(candidacy__election=self.election)
        for user_id in set(nominated.values_list("nominator_id", flat=True)) - told:
            yield Addressee(user_id, f"you nominated in {self.election.ref}")
        yield from (each for each in self.officers() if each.user_id not in told)
        if not any(each.ballot_id for each in self.contests):
            for user_id in nominators_of(self.election, self.event.at) - told:
                yield Addressee(user_id, f"you could have nominated in {self.election.ref}")

    def _voters(self) -> set[int | None]:
        ballots = [each.ballot_id for each in self.contests if each.ballot_id]
        people = RollPerson.objects.filter(elector__ballot__in=ballots, elector__is_entitled=True)
        return set(people.acting().values_list("user_id", flat=True))


class Elected(ResultNotice):
    """To those elected: to which seat, from when until when."""

    kind = "elected"
    label = "You are elected"
    urgency = Urgency.DUTY
    locked_because = "You hold a seat from now on."
    action = "Open the page of the body"
    tells_the_doer = True

    def path(self) -> str:
        return self.election.body.get_absolute_url()

    def audience(self) -> Iterable[Addressee]:
        terms = Term.objects.filter(pk__in=self.event.data["term_ids"]).select_related("seat")
        seats = {term.user_id: term for term in terms}
        for each in self.standing:
            if each.user_id is not None and each.pk in self.elected_ids:
                words = {"term": seats.get(each.user_id), "contest": each.contest}
                yield Addressee(each.user_id, "you are elected", words)


class NotElected(ResultNotice):
    """To the other candidates: the result is final, and what place they have among those who may move up."""

    kind = "not_elected"
    label = "You are not elected"
    tells_the_doer = True

    def audience(self) -> Iterable[Addressee]:
        places = {
            pk: place
            for contest in self.contests
            for place, pk in enumerate(contest.outcome.get("runners_up", []), start=1)
        }
        for each in self.standing:
            if each.user_id is not None and each.pk not in self.elected_ids:
                words = {"place": places.get(each.pk), "contest": each.contest}
                yield Addressee(each.user_id, f"you stood in {self.election.ref}", words)


class ElectionCancelled(ElectionNotice):
    """To candidates, those who nominated, and who runs the election: it ends without a result, and why."""

    kind = "election_cancelled"
    label = "An election in which you take part is cancelled"
    urgency = Urgency.DUTY
    locked_because = WHILE_STANDING

    def audience(self) -> Iterable[Addressee]:
        own = Candidacy.objects.filter(election=self.election, user__isnull=False)
        for user_id in set(own.values_list("user_id", flat=True)):
            yield Addressee(user_id or 0, f"you are nominated in {self.election.ref}")
        made = Nomination.objects.filter(candidacy__election=self.election)
        for user_id in set(made.values_list("nominator_id", flat=True)):
            yield Addressee(user_id, f"you nominated in {self.election.ref}")
        yield from self.officers()
