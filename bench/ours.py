"""This product as a side: signed in as BENCH_READER, on the database that DATABASE_URL names."""

import os
from typing import Any

LISTS = [
    "",
    "members/",
    "members/?view=cards",
    "people/",
    "groups/",
    "proposals/",
    "proposals/?view=board",
    "reviews/",
    "ballots/",
    "decisions/",
    "projects/",
    "rules/",
    "my/",
    "my/inbox/",
    "my/votes/",
    "search/?q=invented",
    "search/?q=organization+0500",
    "members/?q=organization+0500",
    "people/?q=person+7",
    "proposals/?q=invented",
]
API_LISTS = [
    "members",
    "people",
    "groups",
    "proposals",
    "reviews",
    "ballots",
    "votes",
    "decisions",
    "projects",
    "rules",
    "events",
    "inbox",
]


def client() -> Any:  # noqa: ANN401 -- django.test.Client, importable only after setup
    """A client signed in as a representative, as staff, or not at all: BENCH_READER says which."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    import django

    django.setup()
    from django.test import Client

    from alliance.accounts.models import User

    found = Client(headers={"host": "localhost"})
    reader = os.environ.get("BENCH_READER", "representative")
    if reader == "staff":
        user = User.objects.filter(is_staff=True).order_by("is_superuser", "pk").first()
    else:
        user = User.objects.filter(representations__role="primary", is_staff=False).order_by("pk").first()
    if reader != "visitor":
        found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def addresses() -> dict[str, list[str]]:
    """Every list, detail page and endpoint, with objects that exist."""
    from alliance.accounts.models import User
    from alliance.voting.models import Ballot
    from members.models import Organization, WorkingGroup
    from projects.models import Decision, Project, Proposal, Review

    ballots = Ballot.objects.order_by("-pk")
    counted, taking_votes = ballots.filter(state="counted").first(), ballots.filter(state="open").first()
    proposal = Proposal.objects.exclude(state="draft").order_by("-pk").first()
    review = Review.objects.filter(state="submitted").order_by("pk").first()
    person = User.objects.filter(representations__isnull=False).order_by("pk").first()
    organization = f"members/{Organization.objects.order_by('pk').first().slug}/"
    group = f"groups/{WorkingGroup.objects.order_by('-pk').first().slug}/"
    decision = f"decisions/{Decision.objects.first().ref}/"
    project = f"projects/{Project.objects.first().slug}/"
    proposed, voted = f"proposals/P-{proposal.pk}/", f"ballots/B-{counted.pk}/"
    both = [
        organization,
        f"people/{person.handle}/",
        group,
        f"{group}people/",
        proposed,
        f"{proposed}reviews/",
        f"reviews/{review.pk}/",
        f"ballots/B-{taking_votes.pk}/",
        voted,
        f"{voted}roll/",
        f"{voted}result/",
        decision,
        project,
    ]
    portal = [f"{group}charter/", f"{group}proposals/", f"{proposed}discussion/", f"{proposed}timeline/"]
    api = [f"{name}/" for name in API_LISTS] + [*both, f"{voted}votes/", f"{proposed}events/"]
    return {
        "lists": [f"/{path}" for path in LISTS],
        "details": [f"/{path}" for path in both + portal],
        "endpoints": [f"/api/v1/{path}" for path in api],
    }
