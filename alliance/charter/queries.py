"""Which charter and which rules hold at an instant."""

from datetime import datetime

from django.conf import settings

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.charter.models import CharterEdition, CharterEditionQuerySet
from alliance.kernel.verdict import NotNow


def editions(body: str | None = None) -> CharterEditionQuerySet:
    """All editions of a body (this alliance's own, unless named), the newest first."""
    found: CharterEditionQuerySet = CharterEdition.objects.filter(body=body or settings.CHARTER_BODY)
    return found


def edition_in_force(at: datetime, body: str | None = None) -> CharterEdition | None:
    """The edition that holds at that instant, or None before the first one."""
    return editions(body).in_force(at).first()


def charters_in_force(at: datetime) -> list[CharterEdition]:
    """One edition for every body whose charter is known here, this alliance's own first, then by title."""
    found = CharterEdition.objects.in_force(at)
    newest = found.order_by("body", "-in_force_since", "-adopted_at", "-pk").distinct("body")
    return sorted(newest, key=lambda each: (each.body != settings.CHARTER_BODY, each.title))


def edition_before(edition: CharterEdition) -> CharterEdition | None:
    """The edition of the same body that this one followed."""
    earlier = editions(edition.body).filter(adopted_at__lte=edition.adopted_at).exclude(pk=edition.pk)
    return earlier.exclude(adopted_at=edition.adopted_at, pk__gt=edition.pk).first()


def rules_in_force(at: datetime, body: str | None = None) -> dict[str, MotionRule]:
    """The rules that hold at that instant by their short name, in the order of the charter."""
    edition = edition_in_force(at, body)
    return {} if edition is None else dict(edition.charter.motions)


def rule_in_force(slug: str, at: datetime, body: str | None = None) -> tuple[CharterEdition, MotionRule]:
    """A rule that holds at that instant, with the edition it stands in.

    Raises:
        NotNow: no charter is in force, or it has no rule of that name.
    """
    edition = edition_in_force(at, body)
    rule = None if edition is None else edition.charter.motions.get(slug)
    if edition is None or rule is None:
        message = f"No rule “{slug}” is in force."
        raise NotNow(message)
    return edition, rule


def ballot_rule_in_force(
    slug: str, at: datetime, body: str | None = None
) -> tuple[CharterEdition, MotionRule | ContestRule]:
    """A rule under which a ballot can be held, of members, of a body's people, or an election.

    Raises:
        NotNow: no charter is in force, or it has no such rule; the sentence says why not.
    """
    edition = edition_in_force(at, body)
    charter = None if edition is None else edition.charter
    found = (charter.votes.get(slug) or charter.contests.get(slug)) if charter else None
    if edition is None or charter is None or found is None:
        rule = charter.rules.get(slug) if charter else None
        why = "" if rule is None else f" {rule.why_no_vote()}"
        message = f"No ballot can be held under “{slug}”.{why}" if rule else f"No rule “{slug}” is in force."
        raise NotNow(message)
    return edition, found


def contest_rule_in_force(
    slug: str, at: datetime, body: str | None = None
) -> tuple[CharterEdition, ContestRule]:
    """The rule of an election that holds at that instant, with the edition it stands in.

    Raises:
        NotNow: no charter is in force, or it has no election of that name.
    """
    edition = edition_in_force(at, body)
    rule = None if edition is None else edition.charter.contests.get(slug)
    if edition is None or rule is None:
        message = f"No election “{slug}” is in force."
        raise NotNow(message)
    return edition, rule
