"""Who acts for a member, and since when."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from alliance.accounts.models import User
from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from members import events, rules
from members.models import Organization, Representation, Role


@transaction.atomic
def appoint_representative(
    *,
    organization_id: int,
    name: str,
    email: str,
    role: str,
    from_on: date,
    until_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Representation:
    """Appoint a person, known by e-mail address or new, as representative or alternate.

    A new primary representative succeeds the present one, whose term ends on that day. A known address never
    makes a second account.

    Raises:
        Forbidden: neither staff nor the primary representative. NotNow: the terms would overlap.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_appoint(by, organization, at).require()
    if until_on is not None and until_on <= from_on:
        raise NotNow("The last day must come after the first.")
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=name)
    if role == Role.PRIMARY:
        _succeed(organization, from_on, by=by, at=at)
    _refuse_overlap(organization, user, role, from_on, until_on)
    representation = Representation.objects.create(
        organization=organization, user=user, role=role, from_on=from_on, until_on=until_on
    )
    record(
        events.REPRESENTATIVE_APPOINTED,
        subject=organization,
        by=by,
        at=at,
        data={
            "person": str(user),
            "person_id": user.pk,
            "role": representation.get_role_display().lower(),
            "organization": organization.name,
            "representation_id": representation.pk,
        },
    )
    return representation


def _succeed(organization: Organization, from_on: date, *, by: Actor, at: datetime) -> None:
    for present in organization.representations.current(from_on).filter(
        role=Role.PRIMARY, from_on__lt=from_on
    ):
        _end(present, from_on, by=by, at=at)


def _refuse_overlap(
    organization: Organization, user: User, role: str, from_on: date, until_on: date | None
) -> None:
    overlapping = organization.representations.filter(Q(until_on=None) | Q(until_on__gt=from_on))
    if until_on is not None:
        overlapping = overlapping.filter(from_on__lt=until_on)
    same_person = overlapping.filter(user=user).first()
    if same_person is not None:
        message = (
            f"{user} is {same_person.get_role_display().lower()} of {organization} "
            f"from {same_person.from_on}: "
            "end that representation first."
        )
        raise NotNow(message)
    other = overlapping.filter(role=Role.PRIMARY).select_related("user").first()
    if role == Role.PRIMARY and other is not None:
        message = (
            f"{other.user} is representative of {organization} from {other.from_on}: the terms would overlap."
        )
        raise NotNow(message)


@transaction.atomic
def end_representation(
    *, organization_id: int, representation_id: int, by: Actor, at: datetime
) -> Representation:
    """End a representation today; the person no longer acts in open ballots.

    Raises:
        Forbidden: neither staff nor the primary representative. NotNow: it has ended.
    """
    representation = (
        Representation.objects.select_for_update(of=("self",))
        .select_related("organization", "user")
        .get(pk=representation_id, organization_id=organization_id)
    )
    rules.may_end_representation(by, representation.organization, at).require()
    today = at.date()
    if representation.until_on is not None and representation.until_on <= today:
        raise NotNow("This representation has ended.")
    _end(representation, max(today, representation.from_on), by=by, at=at)
    return representation


def _end(representation: Representation, until_on: date, *, by: Actor, at: datetime) -> None:
    representation.until_on = until_on
    representation.save(update_fields=["until_on"])
    record(
        events.REPRESENTATION_ENDED,
        subject=representation.organization,
        by=by,
        at=at,
        data={
            "person": str(representation.user),
            "person_id": representation.user_id,
            "organization": representation.organization.name,
            "until_on": until_on.isoformat(),
        },
    )
