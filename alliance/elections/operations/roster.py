"""What can be done with bodies, their seats and terms."""

from alliance.elections import actions, forms, rules
from alliance.elections.operations.resources import BODY, SEAT, TERM
from alliance.web.operations import Operation

REGISTER_BODY = Operation(
    name="register_body",
    path="register",
    label="Register a body",
    summary="Put a body of a charter in force on record, with its seats.",
    resource=BODY,
    action=actions.register_body,
    may=rules.may_register_body,
    form=forms.RegisterBodyForm,
    done="The body is registered.",
    primary=True,
)
RESIZE_GROUP = Operation(
    name="resize_group",
    path="resize",
    label="Change the number of seats",
    summary="New seats are added, empty ones end. Held seats stay.",
    resource=BODY,
    action=actions.resize_group,
    may=rules.may_resize_group,
    form=forms.ResizeForm,
    subject_argument="body_id",
    done="The number of seats has changed.",
)
DRAW_FOR_EXCESS = Operation(
    name="draw_for_excess",
    path="draw",
    label="Draw who leaves",
    summary="Let a lot decide who of a side with too many seats leaves, where the charter has a lot for it.",
    resource=BODY,
    action=actions.draw_for_excess,
    may=rules.may_draw_for_excess,
    form=forms.ExcessForm,
    subject_argument="body_id",
    done="The lot is drawn.",
    danger=True,
)
SEAT_PERSON = Operation(
    name="seat_person",
    path="take",
    label="Record who holds it",
    summary="By appointment, by office, or from before elections were run here.",
    resource=SEAT,
    action=actions.seat_person,
    may=rules.may_seat_person,
    form=forms.SeatPersonForm,
    subject_argument="seat_id",
    returns=TERM,
    done="The term is on record.",
)
FILL_VACANCY = Operation(
    name="fill_vacancy",
    path="fill",
    label="Fill the vacancy",
    summary="Give a vacant seat to the next in the last election, for the rest of the term.",
    resource=SEAT,
    action=actions.fill_vacancy,
    may=rules.may_fill_vacancy,
    form=forms.FillVacancyForm,
    subject_argument="seat_id",
    returns=TERM,
    done="The seat is filled.",
)
END_TERM = Operation(
    name="end_term",
    path="end",
    label="End the term",
    summary="End a term before its time: a resignation, a removal, an office given up.",
    resource=TERM,
    action=actions.end_term,
    may=rules.may_end_term,
    form=forms.EndTermForm,
    subject_argument="term_id",
    done="The end of the term is on record.",
    danger=True,
)
GRANT_LEAVE = Operation(
    name="grant_leave",
    path="leave",
    label="Record a leave",
    summary="Whoever is on leave has no vote meanwhile, and is not counted in a base.",
    resource=TERM,
    action=actions.grant_leave,
    may=rules.may_grant_leave,
    form=forms.LeaveForm,
    subject_argument="term_id",
    done="The leave is on record.",
)
END_LEAVE = Operation(
    name="end_leave",
    path="end-leave",
    label="End the leave",
    summary="Come back from a leave today.",
    resource=TERM,
    action=actions.end_leave,
    may=rules.may_end_leave,
    subject_argument="term_id",
    done="The leave is over.",
)
CHANGE_AFFILIATION = Operation(
    name="change_affiliation",
    path="affiliation",
    label="Record a new employer",
    summary="Whoever holds a seat is with somebody else now. Whether a limit for organizations is exceeded "
    "by it is found at once.",
    resource=TERM,
    action=actions.change_affiliation,
    may=rules.may_change_affiliation,
    form=forms.AffiliationForm,
    subject_argument="term_id",
    done="The affiliation is on record.",
)
