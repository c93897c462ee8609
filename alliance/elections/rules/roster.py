"""Who keeps the roster."""

from datetime import datetime

from alliance.elections.models import Body, BodySeat, Term
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from members.rules import is_staff


def may_register_body(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    return is_staff(by)


def may_resize_group(by: Actor, body: Body, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by)


def may_seat_person(by: Actor, seat: BodySeat, at: datetime) -> Verdict:
    """Staff record who was appointed, and who held a seat before elections were run here."""
    return is_staff(by) & _exists(seat, at)


def may_fill_vacancy(by: Actor, seat: BodySeat, at: datetime) -> Verdict:
    return is_staff(by) & _exists(seat, at)


def may_draw_for_excess(by: Actor, body: Body, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by)


def _exists(seat: BodySeat, at: datetime) -> Verdict:
    gone = seat.abolished_on is not None and seat.abolished_on <= at.date()
    return now_if(not gone, f"{seat} does not exist any more.")


def may_end_term(by: Actor, term: Term, at: datetime) -> Verdict:
    """Whoever holds the seat may give it up; staff record that, and a removal."""
    return permit(
        by.is_staff or by.is_system or _is_own(by, term),
        f"Only {term.person_name} or staff may end this term.",
    ) & _is_going_on(term, at)


def may_grant_leave(by: Actor, term: Term, at: datetime) -> Verdict:
    return is_staff(by) & _is_going_on(term, at)


def may_end_leave(by: Actor, term: Term, at: datetime) -> Verdict:
    """Whoever is on leave may come back; staff record it."""
    on_leave = term.leave_from is not None and (term.leave_until is None or term.leave_until > at.date())
    return permit(
        by.is_staff or _is_own(by, term), f"Only {term.person_name} or staff may end this leave."
    ) & now_if(on_leave, f"{term.person_name} is not on leave.")


def may_change_affiliation(by: Actor, term: Term, at: datetime) -> Verdict:
    """Whoever changes the employer says so; staff record it."""
    return permit(
        by.is_staff or _is_own(by, term), f"Only {term.person_name} or staff may record a new affiliation."
    ) & _is_going_on(term, at)


def _is_own(by: Actor, term: Term) -> bool:
    return by.is_signed_in and term.user_id == by.user_id


def _is_going_on(term: Term, at: datetime) -> Verdict:
    over = term.last_on is not None and term.last_on <= at.date()
    return now_if(not over, f"The term of {term.person_name} is over.")
