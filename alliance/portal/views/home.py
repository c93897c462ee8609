"""The front page: what is open, what was decided, how large the alliance is."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.elections.listings import taking_nominations
from alliance.elections.queries import elections_visible_to
from alliance.portal.queries import median_days_to_decision, with_tones
from alliance.portal.work import duties
from alliance.voting.queries import ballots_visible_to, turnout_of
from alliance.web.edge import actor_of, now
from members.queries import groups_visible_to, organizations_visible_to
from members.states import CLOSED, FORMER
from projects.queries import decisions_visible_to, projects_visible_to, proposals_visible_to
from projects.states import OPEN

SHOWN = 5


def home(request: HttpRequest) -> HttpResponse:
    """For visitors what is open; for people signed in what needs them comes first."""
    by, at = actor_of(request), now()
    members = organizations_visible_to(by).exclude(state=FORMER)
    ballots = ballots_visible_to(by).taking_votes(at).with_turnout().order_by("closes_at")
    proposals = proposals_visible_to(by).filter(state=OPEN).order_by("stage_since")
    needs = duties(by.user_id, at) if by.user_id is not None else []
    shown_above = {duty.ref for duty in needs[:SHOWN]}
    nominating = taking_nominations(elections_visible_to(by), at)
    others = [ballot for ballot in ballots[: 2 * SHOWN] if ballot.ref not in shown_above]
    context = {
        "needs": needs[:SHOWN],
        "need_count": len(needs),
        "my_work_count": len(needs),
        "ballots": [(ballot, turnout_of(ballot)) for ballot in others[:SHOWN]],
        "proposals": proposals[:SHOWN],
        "nominating": [each for each in nominating[: 2 * SHOWN] if each.ref not in shown_above][:SHOWN],
        "decisions": with_tones(decisions_visible_to(by)[:SHOWN]),
        **members.aggregate(member_count=Count("pk"), country_count=Count("country", distinct=True)),
        "group_count": groups_visible_to(by).exclude(state=CLOSED).count(),
        "project_count": projects_visible_to(by).active().count(),
        "median_days": median_days_to_decision(at),
    }
    return render(request, "portal/home.html", context)
