"""Who is told about seats and terms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from alliance.elections.constitution import constitution_of
from alliance.elections.models import (
    Body,
    Term,
)
from alliance.elections.notices.base import TOPIC
from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids


class BodyNotice(NoticeKind):
    """About one body."""

    topic = TOPIC
    urgency = Urgency.PERSONAL
    action = "Open the page of the body"

    @cached_property
    def body(self) -> Body:
        return Body.objects.get(pk=self.event.subject_id)

    @cached_property
    def term(self) -> Term:
        return Term.objects.select_related("seat", "user").get(pk=self.event.data["term_id"])

    def about(self) -> str:
        return self.body.name

    def path(self) -> str:
        return self.body.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        return {"body": self.body}


class TermBegun(BodyNotice):
    """To somebody who holds a seat from a day on, other than by an election just certified."""

    kind = "term_begun"
    label = "You hold a seat"
    urgency = Urgency.DUTY
    locked_because = "You hold a seat from now on."

    def audience(self) -> Iterable[Addressee]:
        if self.term.user_id is not None and self.term.rank is None:
            yield Addressee(self.term.user_id, f"you hold {self.term.seat.title}")

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "term": self.term}


class TermEnded(BodyNotice):
    """To somebody whose term ends before its time."""

    kind = "term_ended"
    label = "Your term ends early"
    urgency = Urgency.DUTY
    locked_because = "You held the seat."

    def audience(self) -> Iterable[Addressee]:
        if self.term.user_id is not None:
            yield Addressee(self.term.user_id, f"you held {self.term.seat.title}")

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "term": self.term}


class SeatVacated(BodyNotice):
    """To staff and the others of the body: a seat is vacant, and how the charter fills it."""

    kind = "seat_vacated"
    label = "A seat of your body falls vacant"

    @cached_property
    def is_vacant(self) -> bool:
        ended_on = self.term.ended_on
        if ended_on is None:
            return False
        after = Term.objects.on(ended_on).filter(seat_id=self.term.seat_id)
        return not after.exists()

    def audience(self) -> Iterable[Addressee]:
        if not self.is_vacant:
            return
        for user_id in staff_ids():
            yield Addressee(user_id, "you are staff of the alliance")
        others = Term.objects.on(self.event.at.date()).filter(
            Q(seat__body=self.body) & ~Q(user_id=self.term.user_id), user__isnull=False
        )
        for user_id in set(others.values_list("user_id", flat=True)):
            yield Addressee(user_id or 0, f"you sit in the {self.body}")

    def words(self) -> Mapping[str, Any]:
        described = constitution_of(self.body, self.event.at)
        how = "; failing that, ".join(step.words for step in (described.vacancy if described else ()))
        return {**super().words(), "term": self.term, "how": how}

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return now_if(self.is_vacant, "The seat is filled.")


class CapExceeded(BodyNotice):
    """To staff and those concerned: a side holds too many seats, and what the charter says to that."""

    kind = "cap_exceeded"
    label = "A side holds more seats than it may"
    urgency = Urgency.DUTY
    locked_because = "A seat depends on what those concerned agree on."

    def audience(self) -> Iterable[Addressee]:
        for user_id in staff_ids():
            yield Addressee(user_id, "you are staff of the alliance")
        terms = Term.objects.filter(pk__in=self.event.data["term_ids"], user__isnull=False)
        for user_id in set(terms.values_list("user_id", flat=True)):
            yield Addressee(user_id or 0, f"you are one of {self.event.data['side']}")

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "sentence": self.event.data["sentence"], "side": self.event.data["side"]}
